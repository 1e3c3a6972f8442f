#pragma once
// When a line of progress is due, and what it says: "1,234,567 entries, 456,789/s, 42%, 1:05 left".

#include <optional>
#include <string>

#include "libcore/ops/host.h"

namespace tlog::cli {

class ProgressMeter {
 public:
  explicit ProgressMeter(double interval_s) : interval_s_(interval_s) {}

  // Times are seconds of a clock that never goes back. The first call begins the measurement: what was done before it
  // (a resumed run) counts for the share, not for the rate.
  void update(const Progress& progress, double now_s);
  // True when `interval_s` has gone by since the line that was shown last (or since the first update).
  bool due(double now_s) const;
  void shown(double now_s) { last_shown_s_ = now_s; }
  // Empty before the first update.
  std::string line() const;

 private:
  double interval_s_;
  bool started_ = false;
  double start_s_ = 0;
  double last_shown_s_ = 0;
  double elapsed_s_ = 0;
  uint64_t first_items_ = 0;
  uint64_t first_bytes_ = 0;
  std::string unit_;
  Progress now_;  // its `unit` is kept in unit_
};

// 1234567 as "1,234,567".
std::string grouped(uint64_t number);

}  // namespace tlog::cli
