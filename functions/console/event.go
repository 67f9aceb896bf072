package console

func (c *Console) eventRoutes() []route { return nil }
