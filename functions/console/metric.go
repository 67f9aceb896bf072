package console

func (c *Console) metricRoutes() []route { return nil }
