package learn

import "math"

// newton fits a logistic model with a Gaussian prior by Newton's method with
// step halving, and learns how strong the prior is.
type newton struct {
	*design
	beta     []float64
	gradient []float64
	hessian  arrow
	eta      []float64
}

const (
	newtonSteps = 30
	halvings    = 12
	// learnedSteps is how often the strengths are moved. They are near their best by
	// then; the rest of the way is long, and leads no better model.
	learnedSteps = 6
	// settled is how little the furthest coefficient moves at the end.
	settled = 1e-4
)

func newNewton(d *design) *newton {
	n := &newton{
		design: d, beta: make([]float64, d.size), gradient: make([]float64, d.size),
		hessian: newArrow(d.head, d.size), eta: make([]float64, len(d.lost)),
	}
	copy(n.beta, d.centre)
	return n
}

// fit finds the most probable coefficients. When it learns, it also moves the
// strengths of the blocks after every step.
func (n *newton) fit(learn bool) {
	objective := n.predict(n.beta)
	for i := range newtonSteps {
		n.curve()
		moved := n.step(&objective)
		switch {
		case learn && i < learnedSteps:
			objective -= n.penalty(n.beta)
			n.strengthen()
			objective += n.penalty(n.beta)
		case moved < settled:
			return
		}
	}
}

// learn fits and finds the strengths.
func (n *newton) learn() {
	n.fit(true)
	if n.long != nil {
		n.loosen(n.long)
	}
}

// predict fills in the log-odds of all rows and is what fitting makes small: the
// log loss plus what the prior says.
func (n *newton) predict(beta []float64) float64 {
	loss, short := 0., n.without(beta)
	for i := range n.lost {
		sum := 0.
		for at := n.start[i]; at < n.rest[i]; at++ {
			sum += n.value[at] * short[n.index[at]]
		}
		n.eta[i] = sum
		loss += n.rowWeight(i) * surprise(sum, n.lost[i])
	}
	return loss + n.penalty(beta)
}

func (n *newton) rowWeight(i int) float64 {
	if n.weight == nil {
		return 1
	}
	return n.weight[i]
}

// surprise is the log loss of one row, without overflow.
func surprise(logOdds float64, lost bool) float64 {
	if lost {
		logOdds = -logOdds
	}
	return max(logOdds, 0) + math.Log1p(math.Exp(-math.Abs(logOdds)))
}

func (n *newton) penalty(beta []float64) float64 {
	sum := 0.
	for _, b := range n.blocks {
		sum += b.lambda / 2 * b.square(beta, n.centre)
	}
	return sum
}

// square is the block's quadratic form of the coefficients.
func (b *block) square(beta, centre []float64) float64 {
	own, sum := 0., 0.
	for i := b.from; i < b.to; i++ {
		own += (beta[i] - centre[i]) * (beta[i] - centre[i])
	}
	if b.steps == nil {
		return own
	}
	for _, s := range b.steps {
		jump := coefficient(beta, s[1]) - coefficient(beta, s[0])
		sum += jump * jump
	}
	return sum + ridge*own
}

func coefficient(beta []float64, at int) float64 {
	if at < 0 {
		return 0
	}
	return beta[at]
}

// curve fills in gradient and Hessian at the present log-odds.
func (n *newton) curve() {
	clear(n.gradient)
	n.hessian.clear()
	for i := range n.lost {
		p, w := Probability(n.eta[i]), n.rowWeight(i)
		g := w * p
		if n.lost[i] {
			g -= w
		}
		n.row(i, g, w*p*(1-p))
	}
	n.complete()
	for _, b := range n.blocks {
		n.hold(b)
	}
}

// row adds what one row says, but of what is implied.
func (n *newton) row(i int, g, h float64) {
	index, value := n.index[n.start[i]:n.rest[i]], n.value[n.start[i]:n.rest[i]]
	for a, at := range index {
		n.gradient[at] += g * value[a]
		hv := h * value[a]
		if int(at) < n.head { // the first, if any
			n.hessian.head[at] += hv * value[a]
			continue
		}
		line, others := n.hessian.row(int(at)), index[:a+1]
		for b, x := range value[:len(others)] {
			line[others[b]] += hv * x
		}
	}
}

// hold adds what the prior says.
func (n *newton) hold(b *block) {
	own := b.lambda
	if b.steps != nil {
		own *= ridge
	}
	for i := b.from; i < b.to; i++ {
		n.gradient[i] += own * (n.beta[i] - n.centre[i])
		n.hessian.add(i, i, own)
	}
	for _, s := range b.steps {
		jump := b.lambda * (coefficient(n.beta, s[1]) - coefficient(n.beta, s[0]))
		n.pull(s[1], jump, b.lambda)
		n.pull(s[0], -jump, b.lambda)
		if s[0] >= 0 && s[1] >= 0 {
			n.hessian.add(s[0], s[1], -b.lambda)
		}
	}
}

func (n *newton) pull(at int, g, h float64) {
	if at >= 0 {
		n.gradient[at] += g
		n.hessian.add(at, at, h)
	}
}

// step moves along Newton's direction, half as far each time that it would make
// things worse, and says how far the furthest coefficient would have moved, or 0
// where nothing makes them better.
func (n *newton) step(objective *float64) (moved float64) {
	n.hessian.factorize()
	n.hessian.solve(n.gradient)
	next := make([]float64, n.size)
	for _, by := range n.gradient {
		moved = max(moved, math.Abs(by))
	}
	for share := 1.; share > math.Pow(.5, halvings); share /= 2 {
		for i := range next {
			next[i] = n.beta[i] - share*n.gradient[i]
		}
		if now := n.predict(next); now <= *objective+1e-12*math.Abs(*objective) {
			n.beta, *objective = next, now
			return moved
		}
	}
	n.predict(n.beta)
	return 0
}

// strengthen moves every strength towards the one under which the data are most
// probable: the generalised Fellner-Schall step of Wood and Fasiolo (2017).
func (n *newton) strengthen() {
	v := n.hessian.root()
	for _, b := range n.blocks {
		if b.fixed {
			continue
		}
		free := float64(b.to-b.from) - b.lambda*b.trace(v)
		next := (max(free, 0) + guessed) / (b.square(n.beta, n.centre) + guessed/b.guess)
		b.lambda = min(max(next, .05, b.lambda/8), 1e6, b.lambda*8)
	}
}

// guessed is how many coefficients the first guess of a strength counts for: few
// outcomes say little about how far coefficients lie apart.
const guessed = 3.

// trace is that of the covariance times the block's quadratic form.
func (b *block) trace(v root) float64 {
	own, sum := 0., 0.
	for i := b.from; i < b.to; i++ {
		own += v.at(i, i)
	}
	if b.steps == nil {
		return own
	}
	for _, s := range b.steps {
		for k := range s {
			if s[k] >= 0 {
				sum += v.at(s[k], s[k])
			}
		}
		if s[0] >= 0 && s[1] >= 0 {
			sum -= 2 * v.at(s[0], s[1])
		}
	}
	return sum + ridge*own
}

// Probability is that of log-odds, and logit the way back.
func Probability(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }
func logit(p float64) float64             { return math.Log(p / (1 - p)) }

// unseen is the log loss of the rows had each been left out of the fit, nearly: the
// log-odds move by what a row's own say in them amounts to (Rad and Maleki 2020).
func (n *newton) unseen(v *covariance) (loss float64) {
	for i := range n.lost {
		p, w := Probability(n.eta[i]), n.rowWeight(i)
		own := w * n.quadratic(v, i)
		away := p
		if n.lost[i] {
			away--
		}
		loss += w * surprise(n.eta[i]+own*away/max(1-own*p*(1-p), .05), n.lost[i])
	}
	return loss
}

// quadratic is xᵀ·v·x of one row.
func (n *newton) quadratic(v *covariance, i int) (sum float64) {
	index, value := n.index[n.start[i]:n.start[i+1]], n.value[n.start[i]:n.start[i+1]]
	for k, at := range index {
		for j, other := range index {
			sum += value[k] * value[j] * v.at(int(at), int(other))
		}
	}
	return sum
}

// loosen frees the levels of the longest column as far as rows left out are the better
// foretold. Of levels with a row or two the likelihood is known to take the variance
// for too small (Breslow and Lin 1995).
func (n *newton) loosen(b *block) {
	best, lambda := math.Inf(1), b.lambda
	for try := lambda; ; try /= looser {
		b.lambda = try
		n.fit(false)
		n.curve()
		n.hessian.factorize()
		loss := n.unseen(n.hessian.inverse())
		if loss >= best {
			break
		}
		best, lambda = loss, try
	}
	b.lambda = lambda
	n.fit(false)
}

const looser = 2.
