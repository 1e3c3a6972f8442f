#include "libcore/ops/key_filter.h"

#include <fmt/core.h>

#include "libcore/vindex/index_file.h"
#include "libcore/vindex/key_map.h"

namespace tlog {

namespace {

constexpr size_t kWriteBytes = 1 << 16;

Error config(std::string message) { return Error(Errc::kConfig, "--map: " + std::move(message)); }

}  // namespace

Result<KeyFilter> KeyFilter::start(const std::string& command, uint64_t begin, TakeKey take) {
  TRY(ChildFilter child, ChildFilter::start(command));
  return KeyFilter(std::move(child), begin, std::move(take));
}

Status KeyFilter::answer(std::string_view line) {
  if (answered_ == written_) return config("the command prints more lines than it got entries");
  const uint64_t entry = answered_++;
  if (!anchors_.empty() && anchors_.front() == entry) {
    anchors_.pop_front();
    return {};
  }
  while (!line.empty()) {
    const size_t end = line.find('\t');
    const std::string_view key = line.substr(0, end);
    if (!key.empty()) CHECK(take_(entry, key));
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  return {};
}

Status KeyFilter::took(std::string_view bytes) {
  while (true) {
    const size_t end = bytes.find('\n');
    line_.append(bytes.substr(0, end));
    if (line_.size() > kMaxIndexKeyBytes) return config("the command prints a line of more than 65,535 bytes");
    if (end == std::string_view::npos) return {};
    bytes.remove_prefix(end + 1);
    CHECK(answer(line_));
    line_.clear();
  }
}

Status KeyFilter::add(std::string_view entry) {
  if (entry.find('\n') != std::string_view::npos) {
    return Error(Errc::kMalformed, fmt::format("entry {} holds a line end: --map cannot pass it on", written_));
  }
  if (is_index_anchor(entry)) anchors_.push_back(written_);
  written_++;
  to_write_.append(entry).push_back('\n');
  if (to_write_.size() < kWriteBytes) return {};
  CHECK(child_.write(to_write_, [this](std::string_view bytes) { return took(bytes); }));
  to_write_.clear();
  return {};
}

Status KeyFilter::finish() {
  const auto take = [this](std::string_view bytes) { return took(bytes); };
  CHECK(child_.write(to_write_, take));
  CHECK(child_.finish(take));
  if (!line_.empty()) return config("the last line of the command has no end");
  if (answered_ < written_) {
    return config(fmt::format("the command printed {} lines fewer than it got entries", written_ - answered_));
  }
  return {};
}

}  // namespace tlog
