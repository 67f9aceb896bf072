package console

func (c *Console) accountRoutes() []route { return nil }
