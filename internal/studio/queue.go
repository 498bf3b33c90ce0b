package studio

import (
	"context"
	"net/http"
	"slices"
	"sync"
)

// maxWaiting is how many jobs may wait.
const maxWaiting = 64

// queue does one job at a time, in the order in which they came.
type queue struct {
	most int

	mutex sync.Mutex
	jobs  []*job // the first is being done
}

// job is a place in the queue.
type job struct {
	moved chan struct{} // holds a value when the place has changed
}

func newQueue(most int) *queue { return &queue{most: most} }

// enter waits until it is the caller's turn, and returns the function that ends it. waits is called with the
// number of jobs ahead, whenever that changes. It is an error if too many are waiting, or if the context ends
// first.
func (q *queue) enter(ctx context.Context, waits func(ahead int)) (leave func(), err error) {
	j := &job{moved: make(chan struct{}, 1)}
	q.mutex.Lock()
	if len(q.jobs) > q.most {
		q.mutex.Unlock()
		return nil, refusef(http.StatusServiceUnavailable, "%d pieces are waiting to be composed; try again later", q.most)
	}
	q.jobs = append(q.jobs, j)
	q.mutex.Unlock()
	leave = func() { q.remove(j) }
	for {
		ahead := q.ahead(j)
		if ahead == 0 {
			return leave, nil
		}
		waits(ahead)
		select {
		case <-j.moved:
		case <-ctx.Done():
			leave()
			return nil, ctx.Err()
		}
	}
}

func (q *queue) ahead(j *job) int {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return slices.Index(q.jobs, j)
}

func (q *queue) remove(j *job) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	at := slices.Index(q.jobs, j)
	q.jobs = slices.Delete(q.jobs, at, at+1)
	for _, behind := range q.jobs[at:] {
		select {
		case behind.moved <- struct{}{}:
		default:
		}
	}
}
