#pragma once
// Threads that run for as long as their owner does, each with the same work: those of a server. (Work that comes to an
// end of its own, with results in order, is ordered_parallel.h's. There are no other threads.)

#include <exception>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "libcore/base/assert.h"

namespace tlog {

class WorkerThreads {
 public:
  // Starts `count` threads, fewer where the system gives no more; throws where it gives none. `work` gets the number of
  // its thread, and returns when its owner has told it to.
  WorkerThreads(unsigned count, std::function<void(unsigned)> work) : work_(std::move(work)) {
    ASSERT(count >= 1);
    for (unsigned i = 0; i < count; i++) {
      try {
        threads_.emplace_back([this, i] { run(i); });
      } catch (const std::system_error&) {
        if (i == 0) throw;
        break;
      }
    }
  }
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;
  ~WorkerThreads() { threads_.clear(); }  // waits

  size_t size() const { return threads_.size(); }

  // Waits for all of them. What one of them threw (memory may run out anywhere) comes out here: in a thread it would
  // end the process.
  void join() {
    threads_.clear();
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

 private:
  void run(unsigned number) {
    try {
      work_(number);
    } catch (...) {
      std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  std::function<void(unsigned)> work_;
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::vector<std::jthread> threads_;  // the last member: they use the others
};

}  // namespace tlog
