package sqs

import (
	"errors"
	"fmt"

	"github.com/heed-cs/heed/shared/queue"
)

// pack parts the messages, by index, into calls that SQS takes whole. What no
// queue takes is refused alone.
func pack(msgs []queue.Message) (parcels [][]int, out *refused) {
	out = &refused{}
	room := 0
	for i, m := range msgs {
		if err := check(m); err != nil {
			out.add(i, err)
			continue
		}
		if n := len(parcels); n == 0 || len(parcels[n-1]) == maxEntries || size(m) > room {
			parcels, room = append(parcels, nil), queue.MaxBytes
		}
		last := len(parcels) - 1
		parcels[last], room = append(parcels[last], i), room-size(m)
	}
	return parcels, out
}

func check(m queue.Message) error {
	switch {
	case len(m.Body) == 0:
		return errors.New("the body is empty")
	case size(m) > queue.MaxBytes:
		return fmt.Errorf("%d bytes of body and attributes, and %d are allowed: split it", size(m), queue.MaxBytes)
	case m.Delay < 0 || m.Delay > queue.MaxDelay:
		return fmt.Errorf("a delay of %v, and 0 to %v is allowed: send it later", m.Delay, queue.MaxDelay)
	}
	return nil
}

// size is what a message weighs. The names of attribute types are left out: SQS
// takes four times as much as Heed sends.
func size(m queue.Message) int {
	n := len(m.Body)
	for name, value := range m.Attributes {
		n += len(name) + len(value)
	}
	return n
}
