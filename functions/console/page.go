package console

// Demo is what the host knows of the demonstration it runs.
type Demo struct{}

func (c *Console) pageRoutes() []route { return nil }
