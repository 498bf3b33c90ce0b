package studio

import (
	"context"
	"fmt"
	"testing"
)

func TestQueue(t *testing.T) {
	q := newQueue(2)
	first, err := q.enter(t.Context(), func(int) { t.Error("the first waits") })
	if err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	waiting, gone, done := make(chan int, 10), make(chan error), make(chan func())
	go func() {
		_, err := q.enter(cancelled, func(ahead int) { waiting <- ahead })
		gone <- err
	}()
	if ahead := <-waiting; ahead != 1 {
		t.Errorf("the second has %d ahead", ahead)
	}
	var places []int
	entered := make(chan bool, 10)
	go func() {
		leave, err := q.enter(t.Context(), func(ahead int) { places = append(places, ahead); entered <- true })
		if err != nil {
			t.Error(err)
		}
		done <- leave
	}()
	<-entered
	if _, err := q.enter(t.Context(), func(int) {}); err == nil {
		t.Error("a full queue takes another")
	}
	cancel()
	if err := <-gone; err == nil {
		t.Error("a cancelled job is done")
	}
	<-entered
	first()
	(<-done)()
	if fmt.Sprint(places) != "[2 1]" || len(q.jobs) != 0 {
		t.Errorf("places %v, %d jobs left", places, len(q.jobs))
	}
}
