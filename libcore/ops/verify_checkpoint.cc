#include "libcore/ops/verify_checkpoint.h"

#include <fmt/format.h>

#include "libcore/base/text.h"
#include "libcore/ops/input_file.h"
#include "libcore/ops/summary.h"

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

}  // namespace

Result<Verdict> verify_checkpoint(const VerifyCheckpointRequest& request, Host& host) {
  TRY(const Trust trust, make_trust(request.trust, host));
  const std::string name = input_name(request.checkpoint);
  TRY(const std::string note, read_input(request.checkpoint, kMaxNoteBytes));
  auto verdict = verify_checkpoint(note, trust);
  if (!verdict) return std::move(verdict).error().context(name);

  size_t counted = 0;
  for (const CosignatureFinding& found : verdict->cosignatures) {
    tell(found, trust.policy.witnesses.at(found.witness), host);
    counted += found.counted;
  }
  const bool holds = verdict->checkpoint.has_value();
  Record record("verdict");
  record.text("subject", "checkpoint").text("verdict", holds ? "verified" : "refused");
  if (!holds) record.text("reason", verdict->reason);
  if (holds) add_checkpoint(record, request.trust, **verdict->checkpoint);
  host.emit(record.line());
  host.emit(summary("tlog-verify")
                .number("verified", holds ? 1 : 0)
                .number("refused", holds ? 0 : 1)
                .number("cosignatures", counted)
                .line());
  if (holds) return Verdict::kYes;
  host.error(name + ": " + verdict->reason);
  return Verdict::kNo;
}

}  // namespace tlog
