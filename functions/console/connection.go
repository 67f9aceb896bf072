package console

func (c *Console) connectionRoutes() []route { return nil }
