package bolt

import stdheap "container/heap"

// heap is a priority queue whose members know their slot, so that any of them
// can leave or move in O(log n). A member is in at most one heap at a time.
type heap[T any] struct {
	items []T
	less  func(a, b T) bool
	slot  func(T) *int
}

func (h *heap[T]) empty() bool { return len(h.items) == 0 }
func (h *heap[T]) first() T    { return h.items[0] }
func (h *heap[T]) add(item T)  { stdheap.Push(h, item) }

func (h *heap[T]) remove(item T) { stdheap.Remove(h, *h.slot(item)) }
func (h *heap[T]) moved(item T)  { stdheap.Fix(h, *h.slot(item)) }

// Len, Less, Swap, Push and Pop serve container/heap.
func (h *heap[T]) Len() int           { return len(h.items) }
func (h *heap[T]) Less(i, j int) bool { return h.less(h.items[i], h.items[j]) }

func (h *heap[T]) Swap(i, j int) {
	h.items[i], h.items[j] = h.items[j], h.items[i]
	*h.slot(h.items[i]), *h.slot(h.items[j]) = i, j
}

func (h *heap[T]) Push(item any) {
	*h.slot(item.(T)) = len(h.items)
	h.items = append(h.items, item.(T))
}

func (h *heap[T]) Pop() any {
	last := len(h.items) - 1
	item := h.items[last]
	var none T
	h.items[last] = none // let the collector have it
	h.items = h.items[:last]
	return item
}
