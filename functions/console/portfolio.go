package console

import (
	"time"

	"github.com/heed-cs/heed/shared/records"
)

type portfolioCache struct {
	rec *records.Records
	age time.Duration
}

func (c *Console) portfolioRoutes() []route { return nil }
