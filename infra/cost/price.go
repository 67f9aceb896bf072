package cost

// Price is what one unit of something costs.
type Price struct {
	Dollars float64 // per unit
	Unit    string
	Source  string // where it was read, and when
}

// Prices are those of us-east-1 in US dollars, free tiers ignored.
var Prices = struct {
	HTTPRequest, LambdaRequest, LambdaGBSecond, Write, Read, QueueRequest, FairMessage, LogByte, Schedule Price
	// By the month.
	StoredGB, BackupGB, Key, Alarm, Metric, Dashboard Price
}{
	HTTPRequest:    million(1.00, "request", "API Gateway pricing page as quoted 2026-09-20"),
	LambdaRequest:  million(.20, "request", "Lambda pricing page as quoted 2026-09-20"),
	LambdaGBSecond: Price{.0000133334, "GB-second, arm64", "cloudchipr, 2026"},
	Write:          million(.625, "write unit", "AWS calculate_costs.py, 2026-08-20"),
	Read:           million(.125, "read unit", "AWS calculate_costs.py, 2026-08-20"),
	QueueRequest:   million(.40, "request", "cloudburn.io 2026-03, factualminds 2026-06"),
	FairMessage:    million(.10, "message with a group", "cloudburn.io 2026-03, factualminds 2026-06"),
	LogByte:        Price{.50 / (1 << 30), "byte of a log line", "assumed: the list price of CloudWatch Logs, standard class, 0.50 per GB"},
	Schedule:       million(1.00, "invocation", "cloudburn.io 2026-03"),
	StoredGB:       Price{.25, "GB-month", "AWS calculate_costs.py, 2026-08-20"},
	BackupGB:       Price{.20, "GB-month", "assumed: the list price of point-in-time recovery"},
	Key:            Price{1, "key-month", "assumed: the list price of KMS"},
	Alarm:          Price{.10, "metric of an alarm, month", "assumed: the list price of CloudWatch alarms"},
	Metric:         Price{.30, "metric of one's own, month", "assumed: the list price of CloudWatch metrics, by the hour in which they have a value"},
	Dashboard:      Price{3, "dashboard, month", "assumed: the list price of CloudWatch"},
}

func million(dollars float64, unit, source string) Price {
	return Price{Dollars: dollars / 1e6, Unit: unit, Source: source}
}

// Floor is what the path of one signal cannot go below, in dollars per million:
// a call of the API and of intake, a message in full batches of ten, a call of
// aggregate for ten, and one written unit. Intake is billed 10 ms of 256 MB,
// aggregate 50 ms for ten, as the least that was measured.
func Floor() float64 {
	p := &Prices
	intake := p.LambdaRequest.Dollars + p.LambdaGBSecond.Dollars*GBSeconds(10, 256)
	aggregate := (p.LambdaRequest.Dollars + p.LambdaGBSecond.Dollars*GBSeconds(50, 256)) / maxEntries
	message := p.QueueRequest.Dollars * (1 + 2./maxEntries)
	return 1e6 * (p.HTTPRequest.Dollars + intake + message + aggregate + p.Write.Dollars)
}
