//! Items in, worked on by several threads, out in order: each thread reads, works and writes in turn, so that all of them
//! are busy and none has only one task. What is in flight has a weight, and together weighs no more than there is room for.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Items for each thread that may be between reading and writing.
const PER_THREAD: usize = 3;

/// Something that is worked on as a whole.
pub struct Item<T> {
    /// What it is.
    pub value: T,
    /// What it weighs from here until it is written.
    pub weight: usize,
}

/// Passes all that `next` gives through `work`, on `threads` threads, to `write`, in the order in which it came.
///
/// `next` and `write` are called by one thread at a time, whichever is free. An item is let in once it weighs, with all
/// that are in flight, no more than `room`; one that weighs more goes alone. Nor are more than [`PER_THREAD`] items a
/// thread in flight: one that takes long does not let all that come behind it pile up. With one thread, each item is
/// written before the next is read.
///
/// # Errors
/// The first error of `write`; nothing is read or written after it.
pub fn flow<T: Send, D: Send, E: Send>(
    threads: usize,
    room: usize,
    next: impl FnMut() -> Option<Item<T>> + Send,
    work: impl Fn(T) -> D + Sync,
    write: impl FnMut(D) -> Result<(), E> + Send,
) -> Result<(), E> {
    let flow = Flow {
        source: Mutex::new(Source { next, given: 0, ended: false }),
        flight: Mutex::new(Flight { weight: 0, items: 0, stopped: false }),
        freed: Condvar::new(),
        room,
        max_items: threads * PER_THREAD,
        order: Mutex::new(Order { waiting: BTreeMap::new(), next: 0, busy: false }),
        write: Mutex::new(write),
        error: Mutex::new(None),
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| flow.take_part(&work))).collect();
        flow.take_part(&work);
        for other in others {
            other.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    let error = flow.error.into_inner().unwrap_or_else(PoisonError::into_inner);
    error.map_or(Ok(()), Err)
}

struct Flow<N, D, W, E> {
    source: Mutex<Source<N>>,
    flight: Mutex<Flight>,
    /// Something was written, or all is to end.
    freed: Condvar,
    room: usize,
    max_items: usize,
    order: Mutex<Order<D>>,
    write: Mutex<W>,
    error: Mutex<Option<E>>,
}

struct Source<N> {
    next: N,
    given: u64,
    ended: bool,
}

/// What is between reading and writing.
struct Flight {
    weight: usize,
    items: usize,
    stopped: bool,
}

/// Items that are worked on, up to their turn to be written.
struct Order<D> {
    waiting: BTreeMap<u64, Item<D>>,
    next: u64,
    /// Whether a thread is writing; it goes on until none is left whose turn it is.
    busy: bool,
}

impl<D> Order<D> {
    /// The item whose turn it is, if it is there.
    fn take_turn(&mut self) -> Option<Item<D>> {
        let item = self.waiting.remove(&self.next);
        self.busy = item.is_some();
        self.next += u64::from(self.busy);
        item
    }
}

impl<T, N: FnMut() -> Option<Item<T>>, D, W: FnMut(D) -> Result<(), E>, E> Flow<N, D, W, E> {
    fn take_part(&self, work: &impl Fn(T) -> D) {
        // A thread that panics lets the others end, who would wait for its item for ever.
        let _stop = StopOnPanic(|| self.stop());
        while let Some((number, Item { value, weight })) = self.read() {
            let value = work(value);
            self.deliver(number, Item { value, weight });
        }
    }

    /// The next item and its number, when there is room for it.
    fn read(&self) -> Option<(u64, Item<T>)> {
        let mut source = lock(&self.source);
        if source.ended || lock(&self.flight).stopped {
            return None;
        }
        let Some(item) = (source.next)() else {
            source.ended = true;
            return None;
        };
        let is_full = |flight: &mut Flight| {
            let weight = flight.weight.saturating_add(item.weight);
            !flight.stopped && flight.items > 0 && (weight > self.room || flight.items >= self.max_items)
        };
        let flight = self.freed.wait_while(lock(&self.flight), is_full);
        let mut flight = flight.unwrap_or_else(PoisonError::into_inner);
        flight.weight = flight.weight.saturating_add(item.weight);
        flight.items += 1;
        source.given += 1;
        (!flight.stopped).then_some((source.given - 1, item))
    }

    /// Puts an item in its place, and writes what has its turn unless another thread is at it.
    fn deliver(&self, number: u64, item: Item<D>) {
        let mut order = lock(&self.order);
        order.waiting.insert(number, item);
        if order.busy {
            return;
        }
        while let Some(item) = order.take_turn() {
            drop(order);
            self.write(item);
            order = lock(&self.order);
        }
    }

    fn write(&self, Item { value, weight }: Item<D>) {
        if !lock(&self.flight).stopped
            && let Err(error) = lock(&self.write)(value)
        {
            lock(&self.error).get_or_insert(error);
            self.stop();
        }
        let mut flight = lock(&self.flight);
        flight.weight = flight.weight.saturating_sub(weight);
        flight.items -= 1;
        self.freed.notify_all();
    }

    fn stop(&self) {
        lock(&self.flight).stopped = true;
        self.freed.notify_all();
    }
}

/// What a lock guards, also after a thread that held it has panicked: the flow is at its end then.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct StopOnPanic<F: Fn()>(F);

impl<F: Fn()> Drop for StopOnPanic<F> {
    fn drop(&mut self) {
        if thread::panicking() {
            (self.0)();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Items that weigh what `weights` says, through `threads` threads; what was written, and the most that was in flight.
    fn passed(threads: usize, room: usize, weights: &[usize]) -> (Vec<usize>, usize) {
        let (flying, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut items = weights.iter().enumerate();
        let mut written = Vec::new();
        let done: Result<(), ()> = flow(
            threads,
            room,
            || items.next().map(|(value, &weight)| Item { value: (value, weight), weight }),
            |(value, weight)| {
                most.fetch_max(flying.fetch_add(weight, Ordering::SeqCst) + weight, Ordering::SeqCst);
                // Later items are quicker, so that order is not by luck.
                thread::sleep(std::time::Duration::from_micros(500 / (value as u64 % 5 + 1)));
                (value, weight)
            },
            |(value, weight)| {
                flying.fetch_sub(weight, Ordering::SeqCst);
                written.push(value);
                Ok(())
            },
        );
        assert_eq!(done, Ok(()));
        (written, most.into_inner())
    }

    #[test]
    fn writes_in_the_order_of_reading_whatever_the_threads() {
        let weights = vec![1; 200];
        for threads in 1..=8 {
            assert_eq!(passed(threads, 20, &weights).0, (0..200).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn keeps_no_more_in_flight_than_there_is_room_for() {
        let weights: Vec<usize> = (0..200).map(|number| number % 7 + 1).collect();
        for threads in [1, 2, 8] {
            let (written, most) = passed(threads, 15, &weights);
            assert_eq!(written.len(), 200);
            assert!(most <= 15, "{most} with {threads} threads");
        }
    }

    #[test]
    fn lets_no_more_items_pile_up_behind_a_slow_one_than_a_few_for_each_thread() {
        let (written, most) = passed(2, usize::MAX, &[1; 100]);
        assert_eq!(written.len(), 100);
        assert!(most <= 2 * PER_THREAD, "{most}");
    }

    #[test]
    fn lets_an_item_in_that_is_too_heavy_when_it_is_alone() {
        assert_eq!(passed(3, 5, &[1, 9, 1, 9, 9]).0, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn ends_at_the_first_error_of_writing() {
        for threads in [1, 4] {
            let mut numbers = 0..;
            let mut written = Vec::new();
            let done = flow(
                threads,
                3,
                || numbers.next().map(|value| Item { value, weight: 1 }),
                |value: u32| value,
                |value| {
                    written.push(value);
                    if value == 9 { Err(value) } else { Ok(()) }
                },
            );
            assert_eq!((done, written), (Err(9), (0..10).collect()));
        }
    }

    #[test]
    #[should_panic(expected = "at work")]
    fn does_not_hang_when_a_thread_panics() {
        let mut numbers = 0..1000;
        let next = || numbers.next().map(|value| Item { value, weight: 1 });
        let _: Result<(), ()> = flow(4, 4, next, |value| assert!(value != 50, "at work"), |()| Ok(()));
    }
}
