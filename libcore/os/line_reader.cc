#include "libcore/os/line_reader.h"

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace tlog {

namespace {
constexpr size_t kReadStep = 256 * 1024;
}

Result<LineReader> LineReader::open(const std::string& path, std::string name, size_t max_line_bytes) {
  if (path == "-") return LineReader(Fd(), STDIN_FILENO, std::move(name), max_line_bytes);
  TRY(Fd fd, open_read(path));
  const int number = fd.get();
  return LineReader(std::move(fd), number, std::move(name), max_line_bytes);
}

// Reads once, behind what is there.
Status LineReader::fill() {
  scanned_ = end_;
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    end_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() < end_ + kReadStep) buffer_.resize(std::max(end_ + kReadStep, 2 * end_));
  TRY(const size_t got, read_some(fd_, {buffer_.data() + end_, buffer_.size() - end_}, name_));
  end_ += got;
  read_bytes_ += got;
  at_end_ = got == 0;
  return {};
}

Result<bool> LineReader::would_wait() {
  while (std::memchr(buffer_.data() + scanned_, '\n', end_ - scanned_) == nullptr) {
    if (at_end_ || end_ - begin_ > max_) return false;
    pollfd input{fd_, POLLIN, 0};
    if (::poll(&input, 1, 0) == 0) return true;
    CHECK(fill());
  }
  return false;
}

Result<std::optional<std::string_view>> LineReader::next() {
  while (true) {
    const void* found = std::memchr(buffer_.data() + scanned_, '\n', end_ - scanned_);
    const size_t line_end =
        found == nullptr ? end_ : static_cast<size_t>(static_cast<const char*>(found) - buffer_.data());
    const bool whole = found != nullptr || (at_end_ && line_end > begin_);
    if (line_end - begin_ > max_) {
      return Error(Errc::kMalformed, fmt::format("{}: line {} is longer than {} bytes", name_, line_ + 1, max_));
    }
    if (whole) {
      const std::string_view line(buffer_.data() + begin_, line_end - begin_);
      has_line_end_ = found != nullptr;
      begin_ = scanned_ = std::min(line_end + 1, end_);
      line_++;
      return std::optional(line);
    }
    if (at_end_) return std::optional<std::string_view>();
    CHECK(fill());
  }
}

}  // namespace tlog
