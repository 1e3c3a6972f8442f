#pragma once
// Which of many numbered pieces of work, done at the same time, has failed first in their order. What comes before it
// is to be done all the same, though a later one may have failed sooner: the answer must not depend on which thread was
// quick. Callable from several threads.

#include <atomic>
#include <cstdint>

namespace tlog {

class FirstFailure {
 public:
  void note(uint64_t index) {
    uint64_t seen = at_;
    while (index < seen && !at_.compare_exchange_weak(seen, index)) {
    }
  }
  bool any() const { return at_ != UINT64_MAX; }
  // This piece comes behind one that failed: it is of no use.
  bool is_before(uint64_t index) const { return at_ < index; }

 private:
  std::atomic<uint64_t> at_{UINT64_MAX};
};

}  // namespace tlog
