package console

func (c *Console) deliveryRoutes() []route { return nil }
