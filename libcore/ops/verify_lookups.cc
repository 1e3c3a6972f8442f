#include "libcore/ops/verify_lookups.h"

#include <fmt/core.h>

#include <optional>

#include "libcore/base/encode.h"
#include "libcore/ops/lookup_judge.h"
#include "libcore/ops/record_stream.h"
#include "libcore/ops/verdict.h"

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
  void judge_record(const RecordIn& record, const std::string& where);
  Result<LookupFinding> find(const LookupRecord& lookup);
  void add_chain(Record& verdict, const LookupChain& chain);
  void tell_size(const LookupRecord& lookup, const LookupChain& chain, const std::string& where);
  void unknown(Error error, const std::string& where);
  Result<Verdict> conclude(Status stream);

  const VerifyLookupsRequest& request_;
  Host& host_;
  std::optional<Trust> trust_;
  std::optional<CheckpointJudge> checkpoints_;  // where there is no root
  AnswerCounts counts_;
  bool told_ahead_ = false;
  std::optional<Error> first_unknown_;
};

void LookupCheck::unknown(Error error, const std::string& where) {
  host_.emit(verdict_on(kSubject, Answered::kUnknown).text("reason", error.message()).line());
  counts_.unknown++;
  if (!first_unknown_) first_unknown_ = std::move(error).context(where);
}

Result<LookupFinding> LookupCheck::find(const LookupRecord& lookup) {
  if (request_.root) return judge_lookup(lookup, *request_.root);
  return judge_lookup(lookup, request_.field, *checkpoints_);
}

// What the chain shows, and what not: the entries behind what the anchored index covers.
void LookupCheck::add_chain(Record& verdict, const LookupChain& chain) {
  if (chain.anchor.map.sha256) {
    verdict.text("map_sha256_hex", hex_encode(chain.anchor.map.sha256->bytes));
  } else {
    verdict.text("field", chain.anchor.map.field);
  }
  verdict.number("anchor_index", chain.index.value);
  add_checkpoint(verdict, request_.trust, chain.head);
  verdict.number("uncovered_begin", chain.anchor.tree_size).number("uncovered_end", chain.head.size.value);
}

void LookupCheck::tell_size(const LookupRecord& lookup, const LookupChain& chain, const std::string& where) {
  const uint64_t covered = lookup.answer.tree_size, size = chain.head.size.value;
  if (covered <= size || told_ahead_) return;
  told_ahead_ = true;
  host_.warn(
      fmt::format("{}: the index is ahead of the checkpoint: it says that it covers {} entries, and the tree has {}",
                  where, covered, size));
}

void LookupCheck::judge_record(const RecordIn& record, const std::string& where) {
  auto lookup = parse_lookup_record(record);
  if (!lookup) return unknown(std::move(lookup).error(), where);
  const auto finding = find(*lookup);
  if (!finding) return unknown(finding.error(), where);
  const std::string& wrong = finding->refused;
  const Answered answered = wrong.empty() ? Answered::kVerified : Answered::kRefused;
  counts_.add(answered);
  Record verdict = verdict_on(kSubject, answered);
  verdict.text("key", lookup->key);
  if (wrong.empty()) {
    verdict.flag("found", lookup->answer.found)
        .numbers("indices", lookup->answer.indices)
        .text("root_hex", hex_encode(finding->root.bytes))
        .flag("root_recomputed", false);
    if (finding->chain) add_chain(verdict, *finding->chain);
    if (finding->chain) tell_size(*lookup, *finding->chain, where);
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
  if (record->type() == kSubject) judge_record(*record, where);
}

Status LookupCheck::read() {
  if (!request_.root) {
    TRY(trust_, make_trust(request_.trust, host_));
    checkpoints_.emplace(*trust_);
  }
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
