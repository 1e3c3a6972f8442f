#pragma once
// A lock between processes: one file, created once and never removed, held with flock(2), so that it is free as soon as
// its holder is gone. The holder's process number is inside, for people.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "libcore/base/result.h"
#include "libcore/os/file.h"

namespace tlog {

class FileLock {
 public:
  // Takes the lock at `path`, waiting for at most `wait_seconds`; `give_up` is asked several times a second.
  // busy: somebody else holds it; the message names him.
  static Result<FileLock> take(const std::string& path, uint64_t wait_seconds, const std::function<bool()>& give_up);
  // The same without waiting.
  static Result<FileLock> try_take(const std::string& path);

  // What holds the lock: a program that gets it holds the lock as well, until both have ended.
  int descriptor() const { return fd_.get(); }

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

// Calls `attempt`, which returns a Result, until that is something else than busy, for at most `wait_seconds`;
// `give_up` is asked several times a second. Returns what the last call returned.
template <typename Attempt>
auto retry_while_busy(uint64_t wait_seconds, const std::function<bool()>& give_up, const Attempt& attempt) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::seconds(std::min<uint64_t>(wait_seconds, 1u << 30));
  while (true) {
    auto result = attempt();
    if (result || result.error().code() != Errc::kBusy || Clock::now() >= until) return result;
    if (give_up()) return decltype(result)(Error(Errc::kBusy, "interrupted before the end"));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace tlog
