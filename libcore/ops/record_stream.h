#pragma once
// The records that another tool wrote, from a file or standard input. A stream whose last record is no summary was cut
// off, unless the user says that a part of one is meant.

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/os/line_reader.h"
#include "libcore/text/record_read.h"

namespace tlog {

// A record holds at most a proof with its checkpoint, whose bytes may all be escaped.
constexpr size_t kMaxRecordBytes = 16'000'000;

class RecordStream {
 public:
  static Result<RecordStream> open(const std::string& path);

  // The next line, good until the next call; nothing at the end. Errors of LineReader.
  Result<std::optional<std::string_view>> next_line();
  uint64_t line_number() const { return lines_.line_number(); }
  uint64_t read_bytes() const { return lines_.read_bytes(); }
  const std::string& name() const { return name_; }

  // After the last line. malformed: the stream was cut off.
  Status check_end() const;

 private:
  RecordStream(LineReader lines, std::string name) : lines_(std::move(lines)), name_(std::move(name)) {}

  LineReader lines_;
  std::string name_;
  bool ended_by_summary_ = false;
};

}  // namespace tlog
