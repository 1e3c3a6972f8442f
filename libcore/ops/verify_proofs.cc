// Many proofs in one run: lines are read in blocks, blocks are judged in parallel, and told in order.

#include <fmt/format.h>

#include "libcore/ops/proof_judge.h"
#include "libcore/ops/record_stream.h"
#include "libcore/ops/summary.h"
#include "libcore/ops/verify_proof.h"
#include "libcore/os/ordered_parallel.h"

namespace tlog {

namespace {

constexpr size_t kBlockLines = 64;         // enough that handing them over costs nothing
constexpr size_t kBlockBytes = 1'000'000;  // unless lines are long
constexpr uint64_t kShown = 100;           // refused proofs that people are told of; the records have all

struct Line {
  uint64_t number;
  std::string text;
};
struct Block {
  std::vector<Line> lines;
  uint64_t read_bytes = 0;
  std::optional<Error> error;  // behind the lines
};

// What is said of one proof.
struct Answer {
  uint64_t line = 0;
  std::string record;
  std::string refused;           // why
  std::optional<Error> unknown;  // why it could not be told
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
    block.lines.push_back({stream.line_number(), std::string(**line)});
    bytes += (*line)->size();
  }
  block.read_bytes = stream.read_bytes();
  return block;
}

// The leaf that a record speaks of: its `entry`, or its bare `leaf_hash`; where it has both they must agree.
Result<ChosenLeaf> leaf_of(const RecordIn& record) {
  TRY(const auto hash, record.hash("leaf_hash"));
  TRY(const auto entry, record.text("entry"));
  if (!hash && !entry) return Error(Errc::kMalformed, "the record has neither leaf_hash nor entry");
  if (!entry) return ChosenLeaf{*hash, std::nullopt, 0};
  LeafChoice choice;
  choice.entry_text = *entry;
  TRY(const auto leaf, choose_leaf(choice));
  if (hash && *hash != leaf->hash)
    return Error(Errc::kMalformed, "the leaf_hash of the record is not that of its entry");
  return *leaf;
}

class Judge {
 public:
  Judge(const TrustRequest& request, const Trust& trust) : request_(request), checkpoints_(trust) {}

  Answers judge(Block block) {
    Answers answers{{}, block.read_bytes, std::move(block.error)};
    for (const Line& line : block.lines) {
      auto answer = judge(line);
      if (answer) answers.answers.push_back(*std::move(answer));
    }
    return answers;
  }

 private:
  // Nothing for a record that is no proof.
  std::optional<Answer> judge(const Line& line) {
    const auto record = RecordIn::parse(line.text);
    if (!record) return could_not_tell(line, record.error(), Record("verdict"));
    if (record->type() != "proof") return std::nullopt;
    Record verdict("verdict");
    auto answer = judge(line, *record);
    if (answer) return *std::move(answer);
    return could_not_tell(line, std::move(answer).error(), std::move(verdict));
  }

  Result<Answer> judge(const Line& line, const RecordIn& record) {
    TRY(const auto text, record.text("proof"));
    if (!text) return Error(Errc::kMalformed, "the record has no proof");
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
    Record verdict("verdict");
    verdict.text("subject", "proof").text("verdict", holds ? "verified" : "refused").number("line", line.number);
    if (!holds) verdict.text("reason", finding->refused);
    if (finding->head() != nullptr) add_checkpoint(verdict, request_, *finding->head());
    verdict.number("index", proof->index.value).hash("leaf_hash", leaf.hash);
    return Answer{line.number, verdict.line(), finding->refused, std::nullopt};
  }

  static Answer could_not_tell(const Line& line, Error error, Record verdict) {
    verdict.text("subject", "proof").text("verdict", "unknown").number("line", line.number);
    verdict.text("reason", error.message());
    return {line.number, verdict.line(), "", std::move(error)};
  }

  const TrustRequest& request_;
  CheckpointJudge checkpoints_;
};

// What was said so far.
struct Counts {
  uint64_t verified = 0, refused = 0, unknown = 0;
  std::optional<Error> first_unknown;
};

void tell(Answer answer, const std::string& name, Counts* counts, Host& host) {
  host.emit(answer.record);
  const std::string where = fmt::format("{}:{}", name, answer.line);
  if (!answer.refused.empty()) {
    counts->refused++;
    if (counts->refused <= kShown) host.error(where + ": " + answer.refused);
    if (counts->refused == kShown) host.note("further refused proofs are in the records alone");
  } else if (answer.unknown) {
    counts->unknown++;
    if (!counts->first_unknown) counts->first_unknown = std::move(*answer.unknown).context(where);
  } else {
    counts->verified++;
  }
}

}  // namespace

Result<Verdict> verify_proofs(const VerifyProofsRequest& request, Host& host) {
  TRY(const Trust trust, make_trust(request.trust, host));
  TRY(RecordStream stream, RecordStream::open(request.proofs));
  Judge judge(request.trust, trust);
  Counts counts;
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
        for (Answer& answer : answers.answers) tell(std::move(answer), stream.name(), &counts, host);
        error = std::move(answers.error);
        const uint64_t done = counts.verified + counts.refused + counts.unknown;
        host.progress({.items = done, .unit = "proofs", .done_bytes = answers.read_bytes, .total_bytes = std::nullopt});
        return !host.cancelled();
      });
  if (host.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  if (!error && !request.partial) {
    if (Status end = stream.check_end(); !end) error = std::move(end).error();
  }
  host.emit(summary("tlog-verify")
                .number("verified", counts.verified)
                .number("refused", counts.refused)
                .number("unknown", counts.unknown)
                .line());
  if (counts.refused > 0) {
    if (error) host.error(error->message());
    return Verdict::kNo;
  }
  if (counts.first_unknown) return *std::move(counts.first_unknown);
  if (error) return *std::move(error);
  return Verdict::kYes;
}

}  // namespace tlog
