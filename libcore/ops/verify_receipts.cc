#include "libcore/ops/verify_receipts.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "libcore/base/encode.h"
#include "libcore/chunk/proof_record.h"
#include "libcore/ops/record_stream.h"
#include "libcore/ops/verdict.h"

namespace tlog {

namespace {

constexpr std::string_view kSubject = "receipt";
constexpr uint64_t kShown = 100;  // refused chunks that people are told of; the records have all

// What is remembered of a line until all are read: a receipt may stand behind its chunks.
struct Claim {
  uint64_t line = 0;
  std::string reason{};  // why it is no proof, or does not lead to its root
  bool malformed = false;
  Address address{};
  std::optional<uint64_t> size{};  // where it is below the root
  Hash root{};
  uint64_t leaves = 0;
  std::optional<uint64_t> unix_time{};
  bool salted = false;
  std::unique_ptr<ChunkProof> open{};  // not looked at yet: the receipt may know its time
};

// What the receipts for one root say of it. More than one time, or number of chunks, is a contradiction.
struct Said {
  std::set<uint64_t> times, chunks;
};

struct Answer {
  Answered answered = Answered::kVerified;
  std::string reason{};
};
Answer refused(std::string reason) { return {Answered::kRefused, std::move(reason)}; }
Answer unknown(std::string reason) { return {Answered::kUnknown, std::move(reason)}; }

bool needs_time(const ChunkProof& proof) {
  const auto* salted = std::get_if<SaltedReceipt>(&proof.proof);
  return salted == nullptr || salted->pool;
}

// Why the proof does not hold; empty where it does.
std::string fault_of(const ChunkProof& claimed, std::optional<uint64_t> unix_time) {
  constexpr const char* kElsewhere = "the proof does not lead to the root";
  if (const auto* own = std::get_if<BatchProof>(&claimed.proof)) {
    BatchProof proof = *own;
    proof.unix_time = *unix_time;
    return verify_batch_proof(proof, claimed.root) ? "" : kElsewhere;
  }
  const auto& salted = std::get<SaltedReceipt>(claimed.proof);
  if (!verify_salted_proof(salted.proof, claimed.root)) return kElsewhere;
  if (!salted.pool || verify_pool(*salted.pool, salted.proof.leaves, *unix_time, claimed.root)) return "";
  return "the pool is none of this batch at this time";
}

Claim claim_of(ChunkProof proof) {
  Claim claim{.address = proof.address(), .root = proof.root, .leaves = proof.leaves(), .unix_time = proof.unix_time};
  const auto* own = std::get_if<BatchProof>(&proof.proof);
  claim.salted = own == nullptr;
  if (own != nullptr) claim.size = own->chunk.size;
  if (claim.unix_time || !needs_time(proof)) {
    claim.reason = fault_of(proof, claim.unix_time);
  } else {
    claim.open = std::make_unique<ChunkProof>(std::move(proof));
  }
  return claim;
}

class ReceiptCheck {
 public:
  ReceiptCheck(const VerifyReceiptsRequest& request, Host& host) : request_(request), host_(host) {}

  Result<Verdict> run() {
    Status stream = read();
    return conclude(std::move(stream));
  }

 private:
  Status read();
  Status read_lines(RecordStream& stream, StreamEnd* end);
  Status take(const RecordIn& record);
  Status take_receipt(const RecordIn& record);
  Answer judge(Claim& claim) const;
  Answer judge_root(const Claim& claim) const;
  Answer judge_leaves(const Claim& claim) const;
  Answer judge_time(uint64_t unix_time) const;
  void tell(const Claim& claim, Answer answer);
  Result<Verdict> conclude(Status stream);

  const VerifyReceiptsRequest& request_;
  Host& host_;
  std::string name_;
  std::deque<Claim> claims_;
  std::map<Hash, Said> receipts_;  // by root
  bool all_read_ = false;          // all receipts that there are
  uint64_t unproved_ = 0;
  AnswerCounts counts_;
  std::optional<Error> first_unknown_;
};

Status ReceiptCheck::take_receipt(const RecordIn& record) {
  TRY(const auto receipts, parse_batch_receipts(record));
  for (const BatchReceipt& receipt : receipts) {
    Said& said = receipts_[receipt.root];
    if (receipt.unix_time && said.times.size() < 2) said.times.insert(*receipt.unix_time);
    if (receipt.chunks && said.chunks.size() < 2) said.chunks.insert(*receipt.chunks);
  }
  return {};
}

Status ReceiptCheck::take(const RecordIn& record) {
  if (record.type() == "receipt") return take_receipt(record);
  if (record.type() != "chunk") return {};
  TRY(auto proof, parse_chunk_proof(record));
  if (proof) claims_.push_back(claim_of(*std::move(proof)));
  unproved_ += proof ? 0u : 1u;
  return {};
}

Status ReceiptCheck::read_lines(RecordStream& stream, StreamEnd* end) {
  while (!host_.cancelled()) {
    TRY(const auto line, stream.next_line());
    if (!line) return {};
    auto record = RecordIn::parse(*line);
    end->add(record ? mark_of(*record, stream.has_line_end()) : StreamMark());
    const size_t before = claims_.size();
    const Status taken = record ? take(*record) : Status(std::move(record).error());
    if (!taken) {
      claims_.push_back({.reason = taken.error().message(), .malformed = true});
      all_read_ = all_read_ && record && record->type() == "chunk";
    }
    if (claims_.size() > before) claims_.back().line = stream.line_number();
    host_.progress(
        {.items = claims_.size(), .unit = "chunks", .done_bytes = stream.read_bytes(), .total_bytes = std::nullopt});
  }
  return Error(Errc::kBusy, "interrupted before the end");
}

Status ReceiptCheck::read() {
  TRY(RecordStream stream, RecordStream::open(request_.records));
  name_ = stream.name();
  StreamEnd end;
  all_read_ = true;
  Status read = read_lines(stream, &end);
  if (read && !request_.partial) read = end.check(name_);
  all_read_ = all_read_ && read;
  if (!read || !claims_.empty()) return read;
  return Error(Errc::kMalformed, name_ + ": has no chunk of a batch in it");
}

// Is it a root of a batch that is vouched for?
Answer ReceiptCheck::judge_root(const Claim& claim) const {
  if (!request_.roots.empty()) {
    const bool named = std::find(request_.roots.begin(), request_.roots.end(), claim.root) != request_.roots.end();
    return named ? Answer() : refused("its root is none that was named");
  }
  const auto at = receipts_.find(claim.root);
  if (at == receipts_.end()) {
    return all_read_ ? refused("no receipt is for its root") : unknown("no receipt that could be read is for its root");
  }
  const Said& said = at->second;
  const bool contradict = said.times.size() > 1 || said.chunks.size() > 1;
  if (contradict) return refused("the receipts for its root contradict each other");
  if (!said.times.empty() && claim.unix_time && *said.times.begin() != *claim.unix_time) {
    return refused("the receipt for its root has another time");
  }
  return {};
}

// The other construction is safe only where the depth of the tree is known, and its root does not tell it.
Answer ReceiptCheck::judge_leaves(const Claim& claim) const {
  if (request_.leaves) {
    return *request_.leaves == claim.leaves ? Answer() : refused("its batch has not as many leaves as was said");
  }
  const auto at = receipts_.find(claim.root);
  const bool told = request_.roots.empty() && at != receipts_.end() && !at->second.chunks.empty();
  if (told && *at->second.chunks.begin() != claim.leaves) {
    return refused("the receipt for its root is for another number of chunks");
  }
  if (told || !claim.salted) return {};
  return unknown("nothing but the proof says how many leaves its batch has");
}

// Of the other construction: where it is used, nothing is taken otherwise.
Answer ReceiptCheck::judge_time(uint64_t unix_time) const {
  if (unix_time > request_.unix_time) return refused("its time is in the future");
  if (request_.unix_time - unix_time > kMaxSaltedAgeSeconds) return refused("its time is more than 7 days ago");
  return {};
}

// A no wins over what cannot be told.
Answer ReceiptCheck::judge(Claim& claim) const {
  if (claim.malformed) return unknown(claim.reason);
  Answer root = judge_root(claim), leaves = judge_leaves(claim);
  if (root.answered == Answered::kRefused) return root;
  if (leaves.answered == Answered::kRefused) return leaves;
  const auto at = receipts_.find(claim.root);
  const bool one_time = at != receipts_.end() && at->second.times.size() == 1;
  if (!claim.unix_time && one_time) claim.unix_time = *at->second.times.begin();
  if (claim.open && claim.unix_time) claim.reason = fault_of(*claim.open, claim.unix_time);
  if (!claim.reason.empty()) return refused(claim.reason);
  if (root.answered == Answered::kUnknown) return root;
  if (claim.open && !claim.unix_time) return unknown("neither it nor a receipt for its root has a time");
  Answer time = claim.salted && claim.unix_time ? judge_time(*claim.unix_time) : Answer();
  return time.answered == Answered::kRefused ? time : leaves;
}

void ReceiptCheck::tell(const Claim& claim, Answer answer) {
  const std::string where = fmt::format("{}:{}", name_, claim.line);
  counts_.add(answer.answered);
  Record verdict = verdict_on(kSubject, answer.answered);
  verdict.number("line", claim.line);
  if (!answer.reason.empty()) verdict.text("reason", answer.reason);
  if (!claim.malformed) {
    verdict.text("address", hex_encode(claim.address));
    if (claim.size) verdict.number("size_bytes", *claim.size);
    verdict.text("root_hex", hex_encode(claim.root.bytes)).number("leaves", claim.leaves);
    if (claim.unix_time) verdict.number("unix_time", *claim.unix_time);
  }
  host_.emit(verdict.line());
  if (answer.answered == Answered::kRefused) {
    if (counts_.refused <= kShown) host_.error(where + ": " + answer.reason);
    if (counts_.refused == kShown) host_.note("further refused chunks are in the records alone");
  }
  if (answer.answered == Answered::kUnknown && !first_unknown_) {
    first_unknown_ = Error(Errc::kMalformed, std::move(answer.reason)).context(where);
  }
}

// What went wrong with the stream as a whole gets a verdict without a line.
Result<Verdict> ReceiptCheck::conclude(Status stream) {
  if (!stream && !owes_records(stream.error(), host_)) return std::move(stream).error();
  for (Claim& claim : claims_) {
    if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    Answer answer = judge(claim);
    tell(claim, std::move(answer));
  }
  if (!stream) {
    host_.emit(verdict_on(kSubject, Answered::kUnknown).text("reason", stream.error().message()).line());
    counts_.unknown++;
  }
  host_.emit(verdict_summary(counts_).number("unproved_chunks", unproved_).line());
  if (counts_.refused > 0) {
    if (!stream) host_.error(stream.error().message());
    return Verdict::kNo;
  }
  if (first_unknown_) return *std::move(first_unknown_);
  if (!stream) return std::move(stream).error();
  return Verdict::kYes;
}

}  // namespace

Result<Verdict> verify_receipts(const VerifyReceiptsRequest& request, Host& host) {
  return ReceiptCheck(request, host).run();
}

}  // namespace tlog
