#pragma once
// The records that another tool wrote, from a file or standard input. A stream whose last record is no summary was cut
// off, and so was one whose summary counts other records than came, unless the user says that a part of one is meant.

#include <array>
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
  Result<std::optional<std::string_view>> next_line() { return lines_.next(); }
  Result<bool> would_wait() { return lines_.would_wait(); }
  uint64_t line_number() const { return lines_.line_number(); }
  bool has_line_end() const { return lines_.has_line_end(); }
  uint64_t read_bytes() const { return lines_.read_bytes(); }
  const std::string& name() const { return name_; }

 private:
  RecordStream(LineReader lines, std::string name) : lines_(std::move(lines)), name_(std::move(name)) {}

  LineReader lines_;
  std::string name_;
};

// What summaries count.
enum class Counted { kProof, kRefused, kUnknown, kEntry, kLookup };
constexpr size_t kCounted = 5;

// What a line says about whether its stream is whole. Made in any thread.
struct StreamMark {
  std::optional<Counted> counted;
  bool summary = false;
  std::array<std::optional<uint64_t>, kCounted> told{};  // by a summary
};
StreamMark mark_of(const RecordIn& record, bool has_line_end);

// Whether a stream is whole. Several whole ones, one behind the other, are.
class StreamEnd {
 public:
  // For each line, in order; of one that is no record a mark that says nothing.
  void add(const StreamMark& mark);
  bool empty() const { return empty_; }
  // After the last line. malformed: the stream was cut off.
  Status check(const std::string& name) const;

 private:
  std::array<uint64_t, kCounted> seen_{};  // since the last summary
  bool empty_ = true, ended_by_summary_ = false;
  bool other_counts_ = false;  // of a summary, than came before it
};

}  // namespace tlog
