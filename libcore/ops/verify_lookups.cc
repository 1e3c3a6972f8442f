#include "libcore/ops/verify_lookups.h"

#include <fmt/format.h>

#include <optional>

#include "libcore/base/encode.h"
#include "libcore/ops/record_stream.h"
#include "libcore/ops/verdict.h"
#include "libcore/vindex/answer_record.h"

namespace tlog {

namespace {

constexpr std::string_view kSubject = "lookup";
constexpr uint64_t kShown = 100;  // refused answers that people are told of; the records have all

class LookupCheck {
 public:
  LookupCheck(const VerifyLookupsRequest& request, Host& host) : request_(request), host_(host) {}

  Result<Verdict> run() {
    Status stream = read();
    return conclude(std::move(stream));
  }

 private:
  Status read();
  void judge(std::string_view line, const std::string& where);
  void judge_lookup(const RecordIn& record, const std::string& where);
  void unknown(Error error, const std::string& where);
  Result<Verdict> conclude(Status stream);

  const VerifyLookupsRequest& request_;
  Host& host_;
  AnswerCounts counts_;
  std::optional<Error> first_unknown_;
};

void LookupCheck::unknown(Error error, const std::string& where) {
  host_.emit(verdict_on(kSubject, Answered::kUnknown).text("reason", error.message()).line());
  counts_.unknown++;
  if (!first_unknown_) first_unknown_ = std::move(error).context(where);
}

void LookupCheck::judge_lookup(const RecordIn& record, const std::string& where) {
  auto lookup = parse_lookup_record(record);
  if (!lookup) return unknown(std::move(lookup).error(), where);
  std::string wrong = check_answer(lookup->answer, hash_index_key(lookup->key), request_.root);
  if (wrong.empty() && lookup->root != request_.root)
    wrong = "it names another root than the one that it is proved under";
  const Answered answered = wrong.empty() ? Answered::kVerified : Answered::kRefused;
  counts_.add(answered);
  Record verdict = verdict_on(kSubject, answered);
  verdict.text("key", lookup->key);
  if (wrong.empty()) {
    verdict.flag("found", lookup->answer.found)
        .numbers("indices", lookup->answer.indices)
        .text("root_hex", hex_encode(request_.root.bytes));
  } else {
    verdict.text("reason", wrong);
    if (counts_.refused <= kShown) host_.error(where + ": " + wrong);
    if (counts_.refused == kShown) host_.note("further refused answers are in the records alone");
  }
  host_.emit(verdict.line());
}

void LookupCheck::judge(std::string_view line, const std::string& where) {
  auto record = RecordIn::parse(line);
  if (!record) return unknown(std::move(record).error(), where);
  if (record->type() == kSubject) judge_lookup(*record, where);
}

Status LookupCheck::read() {
  TRY(RecordStream stream, RecordStream::open(request_.lookups));
  StreamEnd end;
  while (!host_.cancelled()) {
    TRY(const auto line, stream.next_line());
    if (!line) break;
    const auto record = RecordIn::parse(*line);
    end.add(record ? mark_of(*record, stream.has_line_end()) : StreamMark());
    judge(*line, fmt::format("{}:{}", stream.name(), stream.line_number()));
    host_.progress({.items = counts_.verified + counts_.refused,
                    .unit = "answers",
                    .done_bytes = stream.read_bytes(),
                    .total_bytes = std::nullopt});
  }
  if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  if (!request_.partial) CHECK(end.check(stream.name()));
  if (counts_.verified + counts_.refused + counts_.unknown > 0) return {};
  return Error(Errc::kMalformed, stream.name() + ": has no answer of an index in it");
}

// What went wrong with the stream as a whole gets a verdict without a key.
Result<Verdict> LookupCheck::conclude(Status stream) {
  if (!stream) {
    if (!owes_records(stream.error(), host_)) return std::move(stream).error();
    host_.emit(verdict_on(kSubject, Answered::kUnknown).text("reason", stream.error().message()).line());
    counts_.unknown++;
  }
  host_.emit(verdict_summary(counts_).line());
  if (counts_.refused > 0) {
    if (!stream) host_.error(stream.error().message());
    return Verdict::kNo;
  }
  if (first_unknown_) return *std::move(first_unknown_);
  if (!stream) return std::move(stream).error();
  return Verdict::kYes;
}

}  // namespace

Result<Verdict> verify_lookups(const VerifyLookupsRequest& request, Host& host) {
  return LookupCheck(request, host).run();
}

}  // namespace tlog
