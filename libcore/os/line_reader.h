#pragma once
// Lines of a file or a pipe, one at a time, each within a limit.

#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/os/file.h"

namespace tlog {

class LineReader {
 public:
  // `path` is a file, or "-" for standard input; `name` is for messages. Errors of open_read().
  static Result<LineReader> open(const std::string& path, std::string name, size_t max_line_bytes);

  // The next line without its line end, good until the next call; nothing at the end. malformed: a line above the
  // limit. busy: a signal asked us to stop.
  Result<std::optional<std::string_view>> next();
  // Would next() wait for a writer? (It may spoil the line that next() gave.)
  Result<bool> would_wait();
  uint64_t line_number() const { return line_; }       // of the line that came last, from 1
  bool has_line_end() const { return has_line_end_; }  // whether it had one: the last may lack it
  uint64_t read_bytes() const { return read_bytes_; }

 private:
  Status fill();
  LineReader(Fd own, int fd, std::string name, size_t max)
      : own_(std::move(own)), fd_(fd), name_(std::move(name)), max_(max) {}

  Fd own_;
  int fd_;
  std::string name_;
  size_t max_;
  std::string buffer_;
  size_t begin_ = 0, scanned_ = 0, end_ = 0;  // of what was read and not handed out; no line end before scanned_
  bool at_end_ = false;
  uint64_t line_ = 0, read_bytes_ = 0;
  bool has_line_end_ = true;
};

}  // namespace tlog
