package console

// pageIn answers one page of a short list that is sorted by id.
func pageIn[T, V any](r *request, all []T, id func(T) string, view func(T) V) (reply, error) {
	if _, err := r.knownQuery("limit", "cursor"); err != nil {
		return reply{}, err
	}
	limit, cursor, err := r.page()
	if err != nil {
		return reply{}, err
	}
	var views []V
	last := ""
	for _, v := range all {
		if id(v) <= cursor {
			continue // on a page before
		}
		if len(views) == limit {
			return listed(views, last), nil
		}
		views, last = append(views, view(v)), id(v)
	}
	return listed(views, ""), nil
}
