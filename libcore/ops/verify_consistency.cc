#include "libcore/ops/verify_consistency.h"

#include <fmt/core.h>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/merkle/consistency.h"
#include "libcore/ops/input_file.h"
#include "libcore/ops/published_note.h"
#include "libcore/ops/record_stream.h"
#include "libcore/ops/verdict.h"
#include "libcore/proof/tlog_proof.h"
#include "libcore/store/log_url.h"
#include "libcore/store/tile_reader.h"

namespace tlog {

namespace {

constexpr size_t kMaxOriginShown = 1024;

TreeHead head_of(const Checkpoint& checkpoint) { return {checkpoint.size, checkpoint.root}; }

// What a `consistency` record says.
struct ConsistencyProof {
  std::optional<std::string> origin;
  uint64_t old_size = 0, new_size = 0;
  std::optional<Hash> old_root, new_root;
  std::vector<Hash> hashes;
};

Result<ConsistencyProof> parse_proof(const RecordIn& record) {
  ConsistencyProof proof;
  TRY(proof.origin, record.text("origin"));
  TRY(const auto old_size, record.number("old_size"));
  TRY(const auto new_size, record.number("new_size"));
  TRY(proof.old_root, record.hash("old_root_hash"));
  TRY(proof.new_root, record.hash("new_root_hash"));
  TRY(const auto hashes, record.texts("hashes", kMaxProofHashes));
  if (!old_size || !new_size || !hashes) {
    return Error(Errc::kMalformed, "the consistency record lacks old_size, new_size or hashes");
  }
  proof.old_size = *old_size;
  proof.new_size = *new_size;
  for (const std::string& text : *hashes) {
    const auto hash = base64_decode_hash(text);
    if (!hash) return Error(Errc::kMalformed, "a hash of the consistency record is not the base64 of one");
    proof.hashes.push_back(*hash);
  }
  return proof;
}

// The only `consistency` record of a stream.
Result<ConsistencyProof> read_proof(const std::string& path, bool partial) {
  TRY(RecordStream stream, RecordStream::open(path));
  std::optional<ConsistencyProof> proof;
  StreamEnd end;
  while (true) {
    TRY(const auto line, stream.next_line());
    if (!line) break;
    const std::string where = fmt::format("{}:{}", stream.name(), stream.line_number());
    auto record = RecordIn::parse(*line);
    if (!record) return std::move(record).error().context(where);
    end.add(mark_of(*record, stream.has_line_end()));
    if (record->type() != "consistency") continue;
    if (proof) return Error(Errc::kMalformed, where + ": a second consistency record");
    auto parsed = parse_proof(*record);
    if (!parsed) return std::move(parsed).error().context(where);
    proof = *std::move(parsed);
  }
  if (!partial) CHECK(end.check(stream.name()));
  if (!proof) return Error(Errc::kMalformed, stream.name() + ": no consistency record");
  return *std::move(proof);
}

// Why this proof does not show that one is the beginning of the other; empty: it does.
std::string judge_proof(const Checkpoint& older, const Checkpoint& newer, const ConsistencyProof& proof) {
  if (proof.old_size != older.size.value || proof.new_size != newer.size.value) {
    return fmt::format("the proof is for the sizes {} and {}, the checkpoints have {} and {}", proof.old_size,
                       proof.new_size, older.size.value, newer.size.value);
  }
  if ((proof.old_root && *proof.old_root != older.root) || (proof.new_root && *proof.new_root != newer.root) ||
      (proof.origin && *proof.origin != older.origin)) {
    return "the proof is for other checkpoints";
  }
  if (consistency_holds(head_of(older), head_of(newer), proof.hashes)) return "";
  const size_t expected = plan_consistency(older.size, newer.size).size();
  if (proof.hashes.size() != expected) {
    return fmt::format("the proof has {} hashes, not {}", proof.hashes.size(), expected);
  }
  return "the proof does not lead to the roots of the checkpoints";
}

// What two believed checkpoints of one log say by themselves; empty: the proof decides.
std::string judge_heads(const Checkpoint& older, const Checkpoint& newer) {
  if (older.size > newer.size) {
    return fmt::format("the new checkpoint has {} entries, the old one {}: entries were taken back", newer.size.value,
                       older.size.value);
  }
  if (older.size == newer.size && older.root != newer.root) {
    return fmt::format("both checkpoints have {} entries, and their roots differ: the log has two histories",
                       older.size.value);
  }
  return "";
}

// The hashes of the proof, from the tiles of a log. Nothing has been proved of them; nothing, and why, where a tile
// that the new checkpoint requires is not there or none.
Result<std::optional<std::vector<Hash>>> read_tiles(const VerifyConsistencyRequest& request, const Checkpoint& older,
                                                    const Checkpoint& newer, std::string* fault, Host& host) {
  HttpOptions http = request.http;
  http.cancelled = [&host] { return host.cancelled(); };
  TRY(const std::unique_ptr<LogReader> log, open_log(*request.log, http));
  // Partial tiles of an older tree than the published one may be gone, or never have been there.
  TRY(const TreeSize size, size_there(*log, newer.origin, newer.size));
  SubtreeReader subtrees(*log, size);
  const auto parts = plan_consistency(older.size, newer.size);
  for (const auto& part : parts) {
    for (const SubtreeId& subtree : part) subtrees.plan(subtree);
  }
  TRY(const bool there, subtrees.fetch());
  if (!there) {
    *fault = subtrees.fault();
    return std::optional<std::vector<Hash>>();
  }
  std::vector<Hash> hashes;
  for (const auto& part : parts) hashes.push_back(subtrees.root_of(part));
  return std::optional(std::move(hashes));
}

// Why the log did not grow from one into the other; empty: it did.
Result<std::string> judge_growth(const VerifyConsistencyRequest& request, const Checkpoint& older,
                                 const Checkpoint& newer, Host& host) {
  if (request.proof) {
    TRY(const ConsistencyProof proof, read_proof(*request.proof, request.partial));
    return judge_proof(older, newer, proof);
  }
  std::string fault;
  TRY(const auto hashes, read_tiles(request, older, newer, &fault, host));
  if (!hashes) return fault;
  if (consistency_holds(head_of(older), head_of(newer), *hashes)) return std::string();
  return std::string("the tiles of the log do not lead to the roots of the checkpoints");
}

struct Believed {
  std::optional<VerifiedCheckpoint> checkpoint;
  std::string reason;
};

Result<Believed> believe(const std::string& path, std::string_view which, const Trust& trust) {
  TRY(const std::string note, read_input(path, kMaxNoteBytes));
  auto verdict = verify_checkpoint(note, trust);
  if (!verdict) return std::move(verdict).error().context(input_name(path));
  return Believed{std::move(verdict->checkpoint), fmt::format("the {} checkpoint: {}", which, verdict->reason)};
}

Verdict conclude(const VerifyConsistencyRequest& request, const Result<Believed>& older, const Result<Believed>& newer,
                 const std::string& reason, Host& host) {
  const bool holds = reason.empty();
  const Answered answer = holds ? Answered::kVerified : Answered::kRefused;
  Record record = verdict_on("consistency", answer);
  if (!holds) record.text("reason", reason);
  if (newer && newer->checkpoint) add_checkpoint(record, request.trust, **newer->checkpoint);
  if (older && older->checkpoint) {
    const Checkpoint& old = **older->checkpoint;
    record.number("old_size", old.size.value).hash("old_root_hash", old.root);
  }
  host.emit(record.line());
  AnswerCounts counts;
  counts.add(answer);
  host.emit(verdict_summary(counts).line());
  if (!holds) host.error(reason);
  return holds ? Verdict::kYes : Verdict::kNo;
}

Result<Verdict> judge(const VerifyConsistencyRequest& request, Host& host) {
  TRY(const Trust trust, make_trust(request.trust, host));
  const auto older = believe(request.older, "old", trust);
  const auto newer = believe(request.newer, "new", trust);
  // A definite no wins over what could not be told of the other one.
  for (const auto* one : {&older, &newer}) {
    if (*one && !(*one)->checkpoint) return conclude(request, older, newer, (*one)->reason, host);
  }
  for (const auto* one : {&older, &newer}) {
    if (!*one) return one->error();
  }
  const Checkpoint& old = **older->checkpoint;
  if (old.origin != (*newer->checkpoint)->origin) {
    return Error(Errc::kConfig, fmt::format("{}: is of another log: {}", input_name(request.older),
                                            printable(old.origin, kMaxOriginShown)));
  }
  std::string reason = judge_heads(**older->checkpoint, **newer->checkpoint);
  if (reason.empty()) {
    TRY(reason, judge_growth(request, **older->checkpoint, **newer->checkpoint, host));
  }
  return conclude(request, older, newer, reason, host);
}

}  // namespace

Result<Verdict> verify_consistency(const VerifyConsistencyRequest& request, Host& host) {
  auto verdict = judge(request, host);
  return verdict ? std::move(verdict) : could_not_tell("consistency", std::move(verdict).error(), host);
}

}  // namespace tlog
