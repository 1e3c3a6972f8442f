#include "libcore/ops/verify_checkpoint.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/ops/input_file.h"
#include "libcore/ops/verdict.h"

namespace tlog {

namespace {

// A time that a record cannot hold is far in the future, and its reason says so.
constexpr uint64_t kMaxRecordNumber = (uint64_t{1} << 53) - 1;

void tell(const CosignatureFinding& found, const PolicyWitness& witness, Host& host) {
  Record record("cosignature");
  record.text("witness", witness.name).text("key_name", witness.key.listed.name);
  if (found.time && *found.time <= kMaxRecordNumber) record.number("timestamp", *found.time);
  record.flag("counted", found.counted);
  if (!found.counted) {
    record.text("reason", found.reason);
    host.warn(
        fmt::format("the cosignature by witness \"{}\" does not count: {}", printable(witness.name), found.reason));
  }
  host.emit(record.line());
}

// `cosignatures` get what was found, also where it could not be told.
Result<CheckpointVerdict> judge(const VerifyCheckpointRequest& request, const Trust& trust,
                                std::vector<CosignatureFinding>* cosignatures) {
  TRY(const std::string note, read_input(request.checkpoint, kMaxNoteBytes));
  auto verdict = verify_checkpoint(note, trust, cosignatures);
  if (!verdict) return std::move(verdict).error().context(input_name(request.checkpoint));
  return verdict;
}

Result<Verdict> conclude(const VerifyCheckpointRequest& request, Result<CheckpointVerdict> verdict, uint64_t counted,
                         Host& host) {
  AnswerCounts counts;
  const auto end = [&] { return verdict_summary(counts).number("cosignatures", counted); };
  if (!verdict) {
    counts.add(Answered::kUnknown);
    return could_not_tell("checkpoint", std::move(verdict).error(), end(), host);
  }
  const bool holds = verdict->checkpoint.has_value();
  const Answered answer = holds ? Answered::kVerified : Answered::kRefused;
  counts.add(answer);
  Record record = verdict_on("checkpoint", answer);
  if (!holds) record.text("reason", verdict->reason);
  if (holds) add_checkpoint(record, request.trust, **verdict->checkpoint);
  host.emit(record.line());
  host.emit(end().line());
  if (holds) return Verdict::kYes;
  host.error(input_name(request.checkpoint) + ": " + verdict->reason);
  return Verdict::kNo;
}

}  // namespace

Result<Verdict> verify_checkpoint(const VerifyCheckpointRequest& request, Host& host) {
  const auto trust = make_trust(request.trust, host);
  if (!trust) return conclude(request, trust.error(), 0, host);
  std::vector<CosignatureFinding> cosignatures;
  auto verdict = judge(request, *trust, &cosignatures);
  uint64_t counted = 0;
  for (const CosignatureFinding& found : cosignatures) {
    tell(found, trust->policy.witnesses.at(found.witness), host);
    counted += found.counted;
  }
  return conclude(request, std::move(verdict), counted, host);
}

}  // namespace tlog
