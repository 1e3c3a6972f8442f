#include "libcore/ops/record_stream.h"

#include "libcore/ops/input_file.h"

namespace tlog {

namespace {

std::optional<Counted> counted_as(std::string_view type) {
  if (type == "proof" || type == "consistency" || type == "request") return Counted::kProof;
  if (type == "refused") return Counted::kRefused;
  if (type == "unknown") return Counted::kUnknown;
  if (type == "entry") return Counted::kEntry;
  if (type == "lookup") return Counted::kLookup;
  return std::nullopt;
}

// What a summary tells of the records before it; those of other tools and versions may tell nothing.
Status read_counts(const RecordIn& record, StreamMark* mark) {
  const auto told = [&](Counted what) -> std::optional<uint64_t>& { return mark->told[size_t(what)]; };
  TRY(const auto tool, record.text("tool"));
  if (tool == "tlog-prove") {
    TRY(told(Counted::kProof), record.number("proofs"));
    TRY(told(Counted::kRefused), record.number("refused"));
    TRY(told(Counted::kUnknown), record.number("unknown"));
  } else if (tool == "tlog-append") {
    TRY(const auto appended, record.number("appended"));
    TRY(const auto skipped, record.number("skipped"));
    if (appended) told(Counted::kEntry) = *appended + skipped.value_or(0);  // each below 2^53
  } else if (tool == "vindex-lookup") {
    TRY(const auto found, record.number("found"));
    TRY(const auto absent, record.number("absent"));
    if (found) told(Counted::kLookup) = *found + absent.value_or(0);
    TRY(told(Counted::kProof), record.number("proofs"));
    TRY(told(Counted::kRefused), record.number("refused"));
  }
  return {};
}

}  // namespace

Result<RecordStream> RecordStream::open(const std::string& path) {
  TRY(LineReader lines, LineReader::open(path, input_name(path), kMaxRecordBytes));
  return RecordStream(std::move(lines), input_name(path));
}

StreamMark mark_of(const RecordIn& record, bool has_line_end) {
  StreamMark mark;
  mark.counted = counted_as(record.type());
  if (record.type() == "summary" && has_line_end) mark.summary = bool(read_counts(record, &mark));
  return mark;
}

void StreamEnd::add(const StreamMark& mark) {
  empty_ = false;
  ended_by_summary_ = mark.summary;
  if (mark.counted) seen_[size_t(*mark.counted)]++;
  if (!mark.summary) return;
  for (size_t i = 0; i < kCounted; i++) other_counts_ = other_counts_ || mark.told[i].value_or(seen_[i]) != seen_[i];
  seen_ = {};
}

Status StreamEnd::check(const std::string& name) const {
  if (ended_by_summary_ && !other_counts_) return {};
  const char* fault = empty_               ? ": is empty: it was cut off, or what writes it failed"
                      : !ended_by_summary_ ? ": ends without a summary: it was cut off"
                                           : ": a summary counts other records than came: a part is missing";
  return Error(Errc::kMalformed, name + fault).hint("--partial says that a part of a stream is meant");
}

}  // namespace tlog
