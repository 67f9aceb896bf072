package learn

import "slices"

// implied is a coefficient that a row has where it has none of its neighbours: that of
// the commonest bin of a column of which every row has one. What such rows say is what
// all rows say less what the neighbours' do, so it need not be added up.
type implied struct{ at, from, to int }

// imply finds those of all columns but of the head, which is diagonal.
func (d *design) imply() {
	d.follows = make([]bool, d.size)
	long := longest(d.columns)
	for _, l := range d.columns {
		if l != long {
			d.commonest(l, l.steps)
			d.commonest(l, l.rough)
		}
	}
}

// commonest is among the coefficients of a column's bins, where every row has one.
func (d *design) commonest(l *layout, of []int) {
	if of == nil || slices.Min(of) < 0 {
		return
	}
	c, rows := implied{from: slices.Min(of), to: slices.Max(of) + 1}, make([]int, d.size)
	for _, bin := range l.of {
		if bin == none {
			return
		}
		rows[of[bin]]++
	}
	own := rows[c.from:c.to]
	c.at = c.from + slices.Index(own, slices.Max(own))
	d.implied, d.follows[c.at] = append(d.implied, c), true
}

// end closes a row, its implied entries behind the others.
func (d *design) end() {
	from := int(d.start[len(d.start)-1])
	kept, behind := from, d.behind[:0]
	for k := from; k < len(d.index); k++ {
		if d.follows[d.index[k]] {
			behind = append(behind, d.index[k])
			continue
		}
		d.index[kept], d.value[kept] = d.index[k], d.value[k]
		kept++
	}
	for k, at := range behind {
		d.index[kept+k], d.value[kept+k] = at, 1
	}
	d.behind = behind
	d.rest, d.start = append(d.rest, int32(kept)), append(d.start, int32(len(d.index)))
}

// without are the coefficients of the other entries alone: all rows say what the
// implied say, and neighbours how far they are from it.
func (d *design) without(beta []float64) []float64 {
	short := slices.Clone(beta)
	for _, c := range d.implied {
		short[d.base] += beta[c.at]
		for k := c.from; k < c.to; k++ {
			short[k] -= beta[c.at]
		}
	}
	return short
}

// complete fills in gradient and Hessian of the implied.
func (n *newton) complete() {
	for _, c := range n.implied {
		own := n.hessian.row(c.at)
		for k := range c.from {
			own[k] = n.hessian.at(n.base, k)
		}
		for l := c.from; l < c.to; l++ {
			if l != c.at {
				for k, x := range n.hessian.row(l)[:c.from] {
					own[k] -= x
				}
			}
		}
		own[c.at] = own[n.base]
		for k := c.to; k < n.size; k++ {
			line := n.hessian.row(k)
			line[c.at] = line[n.base] - total(line[c.from:c.to])
		}
		n.gradient[c.at] = n.gradient[n.base] - total(n.gradient[c.from:c.to])
	}
}
