package bolt

import (
	"errors"
	"fmt"

	"github.com/heed-cs/heed/shared/queue"
)

// inBounds parts what can be kept from what is refused, which is nil when all can.
func inBounds(msgs []queue.Message) (good []queue.Message, refused *queue.Partial) {
	refused = &queue.Partial{}
	for i, m := range msgs {
		if err := check(m); err != nil {
			refused.Failed = append(refused.Failed, i)
			refused.Err = errors.Join(refused.Err, fmt.Errorf("message %d: %w", i, err))
			continue
		}
		good = append(good, m)
	}
	if len(refused.Failed) == 0 {
		return msgs, nil
	}
	return good, refused
}

func check(m queue.Message) error {
	size := len(m.Body)
	for name, value := range m.Attributes {
		size += len(name) + len(value)
	}
	switch {
	case len(m.Body) == 0:
		return errors.New("the body is empty")
	case size > queue.MaxBytes:
		return fmt.Errorf("%d bytes of body and attributes, and %d are allowed: split it", size, queue.MaxBytes)
	case m.Delay < 0 || m.Delay > queue.MaxDelay:
		return fmt.Errorf("a delay of %v, and 0 to %v is allowed: send it later", m.Delay, queue.MaxDelay)
	}
	return nil
}
