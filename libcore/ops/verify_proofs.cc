// Many proofs in one run: lines are read in blocks, blocks are judged in parallel, and told in order.

#include <fmt/core.h>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/ops/proof_judge.h"
#include "libcore/ops/record_stream.h"
#include "libcore/ops/verdict.h"
#include "libcore/ops/verify_proof.h"
#include "libcore/os/ordered_parallel.h"

namespace tlog {

namespace {

constexpr size_t kBlockLines = 64;         // enough that handing them over costs nothing
constexpr size_t kBlockBytes = 1'000'000;  // unless lines are long
constexpr size_t kMaxReasonBytes = 1000;   // of what another says of a proof, as much as a person reads
constexpr uint64_t kShown = 100;           // refused proofs that people are told of; the records have all

struct Line {
  uint64_t number;
  std::string text;
  bool has_end;
};
struct Block {
  std::vector<Line> lines;
  uint64_t read_bytes = 0;
  std::optional<Error> error;  // behind the lines
};

// What is said of one line.
struct Answer {
  uint64_t line = 0;
  std::string record;            // empty: it is about no proof
  std::string refused;           // why
  std::optional<Error> unknown;  // why it could not be told
  StreamMark mark{};
};
struct Answers {
  std::vector<Answer> answers;
  uint64_t read_bytes = 0;
  std::optional<Error> error;
};

Block read_block(RecordStream& stream) {
  Block block;
  for (size_t bytes = 0; block.lines.size() < kBlockLines && bytes < kBlockBytes;) {
    const auto line = stream.next_line();
    if (!line) block.error = line.error();
    if (!line || !*line) break;
    block.lines.push_back({stream.line_number(), std::string(**line), stream.has_line_end()});
    bytes += (*line)->size();
  }
  block.read_bytes = stream.read_bytes();
  return block;
}

// The bytes of an entry, which are `entry_b64` where they are not UTF-8.
Result<std::optional<std::string>> entry_of(const RecordIn& record) {
  TRY(auto text, record.text("entry"));
  TRY(const auto coded, record.text("entry_b64"));
  if (!coded) return text;
  const auto bytes = base64_decode(*coded);
  if (!bytes || text)
    return Error(Errc::kMalformed, "the entry_b64 of the record is not base64, or it has an entry too");
  return std::optional<std::string>(as_text(*bytes));
}

// The leaf that a record speaks of: its entry, or its bare `leaf_hash`; where it has both they must agree.
Result<ChosenLeaf> leaf_of(const RecordIn& record) {
  TRY(const auto hash, record.hash("leaf_hash"));
  TRY(const auto entry, entry_of(record));
  if (!hash && !entry) return Error(Errc::kMalformed, "the record has neither leaf_hash nor entry");
  if (!entry) return ChosenLeaf{*hash, std::nullopt, 0};
  LeafChoice choice;
  choice.entry_text = *entry;
  TRY(const auto leaf, choose_leaf(choice));
  if (hash && *hash != leaf->hash)
    return Error(Errc::kMalformed, "the leaf_hash of the record is not that of its entry");
  return *leaf;
}

// malformed: what a record says besides its proof is not what the proof shows.
Status agrees(const RecordIn& record, const Checkpoint& head) {
  TRY(const auto origin, record.text("origin"));
  TRY(const auto size, record.number("tree_size"));
  TRY(const auto root, record.hash("root_hash"));
  if (origin && *origin != head.origin) {
    return Error(Errc::kMalformed, "the origin of the record is not that of the proof");
  }
  if (size && *size != head.size.value) {
    return Error(Errc::kMalformed, "the tree_size of the record is not that of the proof");
  }
  if (root && *root != head.root) {
    return Error(Errc::kMalformed, "the root_hash of the record is not that of the proof");
  }
  return {};
}

class Judge {
 public:
  Judge(const TrustRequest& request, const Trust& trust) : request_(request), checkpoints_(trust) {}

  Answers judge(Block block) {
    Answers answers{{}, block.read_bytes, std::move(block.error)};
    for (const Line& line : block.lines) answers.answers.push_back(judge(line));
    return answers;
  }

 private:
  Answer judge(const Line& line) {
    const auto record = RecordIn::parse(line.text);
    if (!record) return could_not_tell(line, record.error());
    auto judged = judge(line, *record);
    Answer answer = judged ? *std::move(judged) : could_not_tell(line, std::move(judged).error());
    answer.mark = mark_of(*record, line.has_end);
    return answer;
  }

  Result<Answer> judge(const Line& line, const RecordIn& record) {
    if (record.type() == "proof") return judge_proof_record(line, record);
    if (record.type() != "refused" && record.type() != "unknown") return Answer{line.number, "", "", std::nullopt};
    // Who was to make the proof says why there is none.
    TRY(const auto why, record.text("reason"));
    const std::string reason = "there is no proof: " + printable(why.value_or("no reason is given"), kMaxReasonBytes);
    if (record.type() == "unknown") return Error(Errc::kMalformed, reason);
    Record verdict = verdict_on("proof", Answered::kRefused);
    verdict.number("line", line.number).text("reason", reason);
    TRY(const auto index, record.number("index"));
    if (index) verdict.number("index", *index);
    TRY(const auto leaf, record.hash("leaf_hash"));
    if (leaf) verdict.hash("leaf_hash", *leaf);
    return Answer{line.number, verdict.line(), reason, std::nullopt};
  }

  Result<Answer> judge_proof_record(const Line& line, const RecordIn& record) {
    TRY(const auto text, record.text("proof"));
    if (!text) {
      return Error(Errc::kMalformed, "the record has no proof with a checkpoint in it")
          .hint("tlog-prove makes one in an older tree with --checkpoint, not with --size");
    }
    TRY(const ChosenLeaf leaf, leaf_of(record));
    TRY(const auto index, record.number("index"));
    auto proof = parse_tlog_proof(*text);
    if (!proof) return std::move(proof).error().context("not a proof");
    if (index && *index != proof->index.value) {
      return Error(Errc::kMalformed, "the index of the record is not that of the proof");
    }
    auto finding = judge_proof(*proof, leaf, checkpoints_);
    if (!finding) return std::move(finding).error().context("checkpoint");
    const bool holds = finding->refused.empty();
    if (holds) CHECK(agrees(record, *finding->head()));
    Record verdict = verdict_on("proof", holds ? Answered::kVerified : Answered::kRefused);
    verdict.number("line", line.number);
    if (!holds) verdict.text("reason", finding->refused);
    if (finding->head() != nullptr) add_checkpoint(verdict, request_, *finding->head());
    verdict.number("index", proof->index.value).hash("leaf_hash", leaf.hash);
    return Answer{line.number, verdict.line(), finding->refused, std::nullopt};
  }

  static Answer could_not_tell(const Line& line, Error error) {
    Record verdict = verdict_on("proof", Answered::kUnknown);
    verdict.number("line", line.number).text("reason", error.message());
    return {line.number, verdict.line(), "", std::move(error)};
  }

  const TrustRequest& request_;
  CheckpointJudge checkpoints_;
};

// What was said so far.
struct Told {
  AnswerCounts counts;
  std::optional<Error> first_unknown;
  uint64_t all() const { return counts.verified + counts.refused + counts.unknown; }
};

void tell(Answer answer, const std::string& name, Told* told, Host& host) {
  if (answer.record.empty()) return;
  host.emit(answer.record);
  const std::string where = fmt::format("{}:{}", name, answer.line);
  if (!answer.refused.empty()) {
    told->counts.refused++;
    if (told->counts.refused <= kShown) host.error(where + ": " + answer.refused);
    if (told->counts.refused == kShown) host.note("further refused proofs are in the records alone");
  } else if (answer.unknown) {
    told->counts.unknown++;
    if (!told->first_unknown) told->first_unknown = std::move(*answer.unknown).context(where);
  } else {
    told->counts.verified++;
  }
}

// What went wrong with the stream as a whole gets a verdict without a line.
Result<Verdict> conclude(Told told, Status stream, Host& host) {
  if (!stream) {
    if (!owes_records(stream.error(), host)) return std::move(stream).error();
    host.emit(verdict_on("proof", Answered::kUnknown).text("reason", stream.error().message()).line());
    told.counts.unknown++;
  }
  host.emit(verdict_summary(told.counts).line());
  if (told.counts.refused > 0) {
    if (!stream) host.error(stream.error().message());
    return Verdict::kNo;
  }
  if (told.first_unknown) return *std::move(told.first_unknown);
  if (!stream) return std::move(stream).error();
  return Verdict::kYes;
}

Status judge_stream(const VerifyProofsRequest& request, Told* told, Host& host) {
  TRY(const Trust trust, make_trust(request.trust, host));
  TRY(RecordStream stream, RecordStream::open(request.proofs));
  Judge judge(request.trust, trust);
  StreamEnd end;
  std::optional<Error> error;
  bool at_end = false;
  ordered_parallel<Block, Answers>(
      request.jobs, 4 * size_t{request.jobs},
      [&]() -> std::optional<Block> {
        if (at_end) return std::nullopt;
        Block block = read_block(stream);
        at_end = block.lines.empty() || block.error;
        return block;
      },
      [&](Block block) { return judge.judge(std::move(block)); },
      [&](Answers answers) {
        for (Answer& answer : answers.answers) {
          end.add(answer.mark);
          tell(std::move(answer), stream.name(), told, host);
        }
        error = std::move(answers.error);
        host.progress(
            {.items = told->all(), .unit = "proofs", .done_bytes = answers.read_bytes, .total_bytes = std::nullopt});
        return !host.cancelled();
      });
  if (host.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  if (error) return *std::move(error);
  if (request.partial) return {};
  CHECK(end.check(stream.name()));
  if (told->all() == 0) return Error(Errc::kMalformed, stream.name() + ": has no proof in it");
  return {};
}

}  // namespace

Result<Verdict> verify_proofs(const VerifyProofsRequest& request, Host& host) {
  Told told;
  Status stream = judge_stream(request, &told, host);
  return conclude(std::move(told), std::move(stream), host);
}

}  // namespace tlog
