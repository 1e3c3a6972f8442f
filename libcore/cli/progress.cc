#include "libcore/cli/progress.h"

#include <fmt/core.h>

#include <algorithm>

namespace tlog::cli {
namespace {

constexpr double kMinElapsedSeconds = 0.5;  // before, a rate is noise

std::string duration(double seconds) {
  constexpr double kMaxSeconds = 99 * 3600.0;  // "left" beyond some days is noise, and must fit its integer
  auto total = static_cast<uint64_t>(std::clamp(seconds, 0.0, kMaxSeconds) + 0.5);
  if (total >= 3600) return fmt::format("{}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60);
  return fmt::format("{}:{:02}", total / 60, total % 60);
}

}  // namespace

std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

void ProgressMeter::update(const Progress& progress, double now_s) {
  if (!started_) {
    started_ = true;
    start_s_ = last_shown_s_ = now_s;
    first_items_ = progress.items;
    first_bytes_ = progress.done_bytes;
  }
  elapsed_s_ = now_s - start_s_;
  unit_ = progress.unit;
  now_ = progress;
}

bool ProgressMeter::due(double now_s) const { return started_ && now_s - last_shown_s_ >= interval_s_; }

std::string ProgressMeter::line() const {
  if (!started_) return "";
  std::string line = grouped(now_.items) + " " + unit_;
  bool rated = elapsed_s_ >= kMinElapsedSeconds;
  if (rated && now_.items >= first_items_) {
    double rate = static_cast<double>(now_.items - first_items_) / elapsed_s_;
    line += ", " + grouped(static_cast<uint64_t>(rate)) + "/s";
  }
  if (!now_.total_bytes || *now_.total_bytes == 0) return line;
  uint64_t total = *now_.total_bytes;
  uint64_t done = std::min(now_.done_bytes, total);
  line += fmt::format(", {}%", static_cast<uint64_t>(100.0 * static_cast<double>(done) / static_cast<double>(total)));
  if (rated && done > first_bytes_ && done < total) {
    double bytes_per_s = static_cast<double>(done - first_bytes_) / elapsed_s_;
    line += ", " + duration(static_cast<double>(total - done) / bytes_per_s) + " left";
  }
  return line;
}

}  // namespace tlog::cli
