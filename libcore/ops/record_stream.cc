#include "libcore/ops/record_stream.h"

#include "libcore/ops/input_file.h"

namespace tlog {

namespace {

// A line that is the summary of a run. Only a short one is looked at: a summary is.
bool is_summary(std::string_view line) {
  constexpr size_t kMaxSummaryBytes = 10'000;
  if (line.size() > kMaxSummaryBytes || line.find("summary") == line.npos) return false;
  const auto record = RecordIn::parse(line);
  return record && record->type() == "summary";
}

}  // namespace

Result<RecordStream> RecordStream::open(const std::string& path) {
  TRY(LineReader lines, LineReader::open(path, input_name(path), kMaxRecordBytes));
  return RecordStream(std::move(lines), input_name(path));
}

Result<std::optional<std::string_view>> RecordStream::next_line() {
  TRY(const auto line, lines_.next());
  if (line) ended_by_summary_ = lines_.has_line_end() && is_summary(*line);
  return line;
}

Status RecordStream::check_end() const {
  if (ended_by_summary_) return {};
  return Error(Errc::kMalformed, name_ + ": ends without a summary: it was cut off")
      .hint("--partial says that a part of a stream is meant");
}

}  // namespace tlog
