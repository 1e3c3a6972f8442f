#pragma once
// A pipeline of three parts: one producer, several workers, one consumer that gets the results in the order of the
// producer. Memory is bounded: at most `window` items are between the producer and the consumer. ordered_parallel() has
// threads of their own for the parts, which may wait for the world at the same time; in ordered_crew() every thread
// does whatever part is next, which is for work that keeps processors busy: what was read is worked on where it was
// read, and hardly anybody ever waits for somebody.

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "libcore/base/assert.h"

namespace tlog {

// The number of workers for "as many as this machine has": its processors, at least one.
unsigned default_jobs();

// `produce` returns the next item or nothing at the end; `work` turns an item into a result; `consume` takes a result
// and returns false to stop early. `produce` runs in a thread of its own, `work` in `jobs` threads (fewer where the
// system gives no more), `consume` in the caller's. All have returned when this returns. What one of them throws
// (memory may run out anywhere) comes out here: in a thread it would end the process.
template <typename Item, typename Out>
void ordered_parallel(unsigned jobs, size_t window, const std::function<std::optional<Item>()>& produce,
                      const std::function<Out(Item)>& work, const std::function<bool(Out)>& consume) {
  ASSERT(jobs >= 1 && window >= 1);
  struct Slot {
    std::optional<Item> item;
    std::optional<Out> out;
  };
  std::mutex mutex;
  std::condition_variable changed_items, changed_slots;  // for workers; for the producer and the consumer
  std::deque<Slot> slots;                                // in order; slots[0] has the number `first`
  size_t first = 0, next_work = 0;                       // numbers of items
  bool ended = false, stopped = false;
  std::exception_ptr failure;

  const auto stop = [&](std::exception_ptr thrown) {
    std::lock_guard lock(mutex);
    if (!failure) failure = thrown;
    stopped = true;
    changed_items.notify_all();
    changed_slots.notify_all();
  };
  const auto producer = [&] {
    while (true) {
      {
        std::unique_lock lock(mutex);
        changed_slots.wait(lock, [&] { return stopped || slots.size() < window; });
        if (stopped) break;
      }
      std::optional<Item> item = produce();  // the lock is not held while calling out
      std::lock_guard lock(mutex);
      if (!item) {
        ended = true;
        changed_items.notify_all();
        changed_slots.notify_all();
        break;
      }
      slots.push_back({std::move(item), std::nullopt});
      changed_items.notify_one();
    }
  };
  const auto worker = [&] {
    std::unique_lock lock(mutex);
    while (true) {
      changed_items.wait(lock, [&] { return stopped || ended || next_work < first + slots.size(); });
      if (stopped || next_work == first + slots.size()) break;
      const size_t number = next_work++;
      std::optional<Item> item = std::exchange(slots[number - first].item, std::nullopt);
      lock.unlock();
      Out out = work(std::move(*item));
      lock.lock();
      // The consumer takes slots from the front only when they have a result, so ours is still there.
      slots[number - first].out = std::move(out);
      if (number == first) changed_slots.notify_all();
    }
  };
  const auto guarded = [&](const auto& part) {
    return [&] {
      try {
        part();
      } catch (...) {
        stop(std::current_exception());
      }
    };
  };

  std::vector<std::jthread> threads;
  const auto consume_all = [&] {
    while (true) {
      std::unique_lock lock(mutex);
      changed_slots.wait(lock,
                         [&] { return stopped || (ended && slots.empty()) || (!slots.empty() && slots.front().out); });
      if (stopped || slots.empty()) break;
      Out out = std::move(*slots.front().out);
      slots.pop_front();
      first++;
      changed_slots.notify_all();
      lock.unlock();
      if (!consume(std::move(out))) break;
    }
  };
  const auto start_all = [&] {
    threads.emplace_back(guarded(producer));
    for (unsigned i = 0; i < jobs; i++) {
      try {
        threads.emplace_back(guarded(worker));
      } catch (const std::system_error&) {
        if (i == 0) throw;
        break;
      }
    }
  };
  guarded(start_all)();
  guarded(consume_all)();
  stop(nullptr);
  threads.clear();  // waits for them
  if (failure) std::rethrow_exception(failure);
}

// The same with `jobs` threads in all, the caller's among them (fewer where the system gives no more). `produce` runs
// in one thread at a time, and so does `consume`, but in whichever has time.
template <typename Item, typename Out>
void ordered_crew(unsigned jobs, size_t window, const std::function<std::optional<Item>()>& produce,
                  const std::function<Out(Item)>& work, const std::function<bool(Out)>& consume) {
  ASSERT(jobs >= 1 && window >= 1);
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::optional<Out>> results;  // of the items that were produced and not consumed; in order
  size_t first = 0, waiting = 0;           // the number of results[0]; threads
  bool producing = false, consuming = false, ended = false, stopped = false;
  std::exception_ptr failure;

  const auto tell = [&] {
    if (waiting > 0) changed.notify_all();
  };
  // Each is called, and returns, with the lock held, but does not hold it while calling out.
  const auto consume_one = [&](std::unique_lock<std::mutex>& lock) {
    consuming = true;
    Out out = std::move(*results.front());
    results.pop_front();
    first++;
    tell();  // there is room
    lock.unlock();
    const bool more = consume(std::move(out));
    lock.lock();
    consuming = false;
    stopped = stopped || !more;
    tell();
  };
  const auto produce_one = [&](std::unique_lock<std::mutex>& lock) {
    producing = true;
    lock.unlock();
    std::optional<Item> item = produce();
    lock.lock();
    producing = false;
    ended = !item;
    tell();
    if (!item || stopped) return;
    const size_t number = first + results.size();
    results.emplace_back();
    lock.unlock();
    Out out = work(std::move(*item));
    lock.lock();
    results[number - first] = std::move(out);  // it is still there: only what has a result is taken from the front
    if (number == first) tell();
  };
  const auto member = [&] {
    std::unique_lock lock(mutex);
    try {
      while (!stopped && !(ended && results.empty())) {
        if (!consuming && !results.empty() && results.front()) {
          consume_one(lock);
        } else if (!producing && !ended && results.size() < window) {
          produce_one(lock);
        } else {
          waiting++;
          changed.wait(lock);
          waiting--;
        }
      }
    } catch (...) {
      if (!lock) lock.lock();
      if (!failure) failure = std::current_exception();
      stopped = true;
    }
    changed.notify_all();
  };

  std::vector<std::jthread> threads;
  try {
    for (unsigned i = 1; i < jobs; i++) threads.emplace_back(member);
  } catch (const std::system_error&) {
  }
  member();
  threads.clear();  // waits for them
  if (failure) std::rethrow_exception(failure);
}

}  // namespace tlog
