#include "libcore/ops/chunk_groups.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/chunk/batch_receipt.h"
#include "libcore/chunk/cid.h"
#include "libcore/os/clock.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

constexpr uint64_t kExpiryMarginSeconds = 60;
constexpr uint64_t kHopelessChunks = 8;  // so many that all fail for now: the stores are gone

// As options have them; each says more than the one before it.
constexpr std::string_view kReadBackWords[] = {"none", "head", "get"};

std::string hex(const Hash& hash) { return hex_encode(ByteView(hash.bytes)); }

}  // namespace

std::vector<size_t> batch_sizes(size_t chunks, size_t max) {
  std::vector<size_t> sizes;
  while (chunks > 0) {
    size_t size = std::min(chunks, max);
    if (chunks - size == 1 && size > 2) size--;
    sizes.push_back(size);
    chunks -= size;
  }
  return sizes;
}

// One chunk on its way.
struct ChunkGroups::Item {
  size_t chunk = 0;
  const PlannedChunk* planned = nullptr;
  State state = State::kNotAttempted;
  ChunkQuotes quotes{};
  bool recalled = false;  // its quotes are of an earlier run
  bool cleared = false;   // nothing more is to be settled for it
  std::string receipt{};
  std::optional<Hash> root{};  // of its batch
  uint64_t leaf = 0, leaves = 0;
  std::vector<std::string> proof{};
  ChunkProgress progress{};
  bool is_open() const { return state == State::kNotAttempted; }
};

ChunkGroups::ChunkGroups(const ChunkTools& tools, ReceiptMode mode, ChunkJournalText known)
    : tools_(tools),
      mode_(mode),
      known_(std::move(known)),
      quoter_(tools.endpoints, tools.request.policy, tools.votes) {
  for (const JournalIntent& intent : known_.intents) {
    if (!known_.receipts.contains(intent.intent) && intent.backend != "external") continue;
    for (const Address& address : intent.addresses) intent_of_[address] = &intent;
  }
  const auto& endpoints = tools_.endpoints.endpoints();
  for (size_t i = 0; i < endpoints.size(); i++) endpoint_of_.emplace(endpoints[i].id, i);
  counts_.total = tools_.plan.chunks().size();
  for (const PlannedChunk& chunk : tools_.plan.chunks()) {
    total_bytes_ += chunk.size;
    size_of_.emplace(chunk.address, chunk.size);
  }
  intents_ = known_.intents.size() + known_.voided.size();
}

std::string ChunkGroups::mode_used() const {
  if (used_single_ && used_batch_) return "mixed";
  return used_batch_ ? "batch" : used_single_ ? "single" : "none";
}

void ChunkGroups::stop(Error error) {
  std::lock_guard lock(mutex_);
  stopped_ = true;
  if (!error_) error_ = std::move(error);
}

// Is it where an earlier run said that it is? That run may have had other stores, a smaller quorum, or may not have
// looked as this one is to: then this one looks itself.
bool ChunkGroups::recall_holders(Item& item) const {
  const auto at = known_.held.find(item.planned->address);
  if (at == known_.held.end()) return false;
  const auto wanted = static_cast<size_t>(tools_.request.read_back);
  const bool looked = std::find(std::begin(kReadBackWords) + wanted, std::end(kReadBackWords), at->second.verify) !=
                      std::end(kReadBackWords);
  std::vector<size_t> holders;
  for (const Hash& id : at->second.endpoints) {
    if (const auto found = endpoint_of_.find(id); found != endpoint_of_.end()) holders.push_back(found->second);
  }
  if (!looked || holders.size() < tools_.request.policy.quorum) return false;
  item.progress.holders = std::move(holders);
  return true;
}

JournalHeld ChunkGroups::held(const Item& item) const {
  JournalHeld held{.verify = std::string(kReadBackWords[static_cast<size_t>(tools_.request.read_back)])};
  for (const size_t endpoint : item.progress.holders) {
    held.endpoints.push_back(tools_.endpoints.endpoints()[endpoint].id);
  }
  return held;
}

// What an earlier run knows of it.
void ChunkGroups::recall(Item& item) {
  const Address& address = item.planned->address;
  if (recall_holders(item)) {
    item.state = State::kAlready;
    return;
  }
  const auto at = known_.quoted.find(address);
  const bool settled = intent_of_.contains(address);
  if (at == known_.quoted.end()) return;
  const uint64_t soon = unix_time() + kExpiryMarginSeconds;
  for (const JournalQuote& quote : at->second.quotes) {
    const auto found = endpoint_of_.find(quote.endpoint);
    if (found == endpoint_of_.end()) continue;
    if (quote.expires_unix > 0 && quote.expires_unix < soon && !settled) continue;
    item.quotes.answers.push_back({.endpoint = found->second,
                                   .has = quote.has,
                                   .price = Amount::parse(quote.price).value_or(Amount()),
                                   .expires_unix = quote.expires_unix,
                                   .signature = quote.signature});
  }
  item.quotes.outcome = decide_quotes(item.quotes.answers, tools_.request.policy);
  // An answer that has run out or whose store is no longer listed changes the group: it is quoted anew.
  item.recalled = settled || item.quotes.answers.size() == at->second.quotes.size();
  if (!item.recalled) item.quotes = {};
  if (item.recalled && item.quotes.answers.empty()) {
    item.state = State::kFailed;
    item.progress.reason = "it is settled with stores of which none is listed any more";
  }
}

Again ChunkGroups::quote_one(Item& item) {
  if (stopped()) return {};
  item.quotes = quoter_.ask(item.planned->address, item.planned->size);
  return {item.quotes.outcome == QuoteOutcome::kTooFew && item.quotes.passing, item.quotes.retry_after_s};
}

// What the answers mean for a chunk, and for the next run.
Status ChunkGroups::take_quotes(Item& item) {
  const Address& address = item.planned->address;
  const auto& endpoints = tools_.endpoints.endpoints();
  switch (item.quotes.outcome) {
    case QuoteOutcome::kTooFew:
      item.state = State::kFailed;
      item.progress.passing = item.quotes.passing;
      item.progress.reason = item.quotes.reason;
      return {};
    case QuoteOutcome::kAlready:
      item.state = State::kAlready;
      for (size_t i = 0; i < std::min<size_t>(item.quotes.answers.size(), tools_.request.policy.group); i++) {
        const QuotedStore& store = item.quotes.answers[i];
        // Those that were confirmed are the first of them.
        if (store.has && item.progress.holders.size() < tools_.request.policy.quorum) {
          item.progress.holders.push_back(store.endpoint);
        }
      }
      return tools_.journal.add_already(address, held(item));
    case QuoteOutcome::kQuoted:
    case QuoteOutcome::kMixed:
      break;
  }
  JournalQuoted quoted{.address = address, .size = item.planned->size};
  for (size_t i = 0; i < item.quotes.answers.size(); i++) {
    const QuotedStore& store = item.quotes.answers[i];
    quoted.quotes.push_back({.endpoint = endpoints[store.endpoint].id,
                             .price = store.price.text(),
                             .expires_unix = store.expires_unix,
                             .signature = store.signature,
                             .near = i < tools_.request.policy.group,
                             .has = store.has});
  }
  return tools_.journal.add_quoted(quoted);
}

Status ChunkGroups::quote(Items& items) {
  std::vector<Item*> asked;
  for (Item& item : items) {
    if (item.is_open() && !item.recalled) asked.push_back(&item);
  }
  std::vector<bool> answered(asked.size());
  in_rounds(
      asked.size(),
      {.at_once = static_cast<unsigned>(tools_.request.concurrency),
       .retries = tools_.request.retries,
       .backoff_ms = tools_.request.backoff_ms},
      tools_.host, [&](size_t i) { return quote_one(*asked[i]); }, [&](size_t i) { answered[i] = true; });
  if (tools_.host.cancelled()) return {};
  for (size_t i = 0; i < asked.size(); i++) {
    if (answered[i]) CHECK(take_quotes(*asked[i]));
  }
  return {};
}

// Of chunks that are all to be settled together.
Result<JournalIntent> ChunkGroups::make_intent(const std::vector<Item*>& items, uint64_t number) const {
  const bool batch = mode_ == ReceiptMode::kBatch && items.size() > 1;
  JournalIntent intent{.batch = number, .mode = batch ? "batch" : "single", .unix_time = unix_time()};
  Amount total;
  std::vector<BatchChunk> leaves;
  for (const Item* item : items) {
    const PlannedChunk& chunk = *item->planned;
    intent.addresses.push_back(chunk.address);
    leaves.push_back({chunk.address, chunk.size});
    TRY(const auto median, median_quote(item->quotes.answers, tools_.request.policy));
    if (!median) continue;
    const Hash& id = tools_.endpoints.endpoints()[median->store.endpoint].id;
    intent.transfers.push_back(
        {hash_of_quote(id, chunk.address, chunk.size, median->store), id, median->amount.text()});
    const auto sum = total.plus(median->amount);
    if (!sum) return Error(Errc::kMalformed, "the prices together are too large");
    total = *sum;
  }
  intent.total = total.text();
  if (batch) intent.root = batch_tree(leaves, intent.unix_time).root;
  intent.backend = tools_.request.prepare ? "external" : tools_.settlement ? tools_.settlement->backend() : "none";
  return intent;
}

// Of the quotes for the chunk, the one that was settled: by an earlier run maybe, with another policy and other stores.
const std::string* ChunkGroups::receipt_of(const Item& item, const std::map<Hash, std::string>& texts,
                                           Hash& quote) const {
  const PlannedChunk& chunk = *item.planned;
  const auto is_settled = [&](const Hash& id, const QuotedStore& store) {
    quote = hash_of_quote(id, chunk.address, chunk.size, store);
    return !store.has && texts.contains(quote);
  };
  for (const QuotedStore& store : item.quotes.answers) {
    if (is_settled(tools_.endpoints.endpoints()[store.endpoint].id, store)) return &texts.at(quote);
  }
  const auto at = known_.quoted.find(chunk.address);
  if (at == known_.quoted.end()) return nullptr;
  for (const JournalQuote& one : at->second.quotes) {
    const QuotedStore store{.has = one.has,
                            .price = Amount::parse(one.price).value_or(Amount()),
                            .expires_unix = one.expires_unix,
                            .signature = one.signature};
    if (is_settled(one.endpoint, store)) return &texts.at(quote);
  }
  return nullptr;
}

// What goes with each chunk to its stores, and stands in its record.
void ChunkGroups::give_receipts(const std::vector<Item*>& items, const JournalIntent& intent,
                                const JournalReceipts* receipts) {
  std::map<Hash, std::string> texts;
  if (receipts != nullptr) {
    for (const JournalReceipt& one : receipts->receipts) texts.emplace(one.quote, one.receipt);
  }
  BatchTree tree;
  if (intent.root) {
    std::vector<BatchChunk> leaves;
    for (const Address& address : intent.addresses) leaves.push_back({address, size_of_[address]});
    tree = batch_tree(leaves, intent.unix_time);
  }
  for (Item* item : items) {
    item->cleared = true;
    const PlannedChunk& chunk = *item->planned;
    Record receipt = Record::flat();
    if (intent.root) {
      const auto at = std::find(intent.addresses.begin(), intent.addresses.end(), chunk.address);
      const auto i = static_cast<size_t>(at - intent.addresses.begin());
      item->root = intent.root;
      item->leaf = tree.index[i];
      item->leaves = intent.addresses.size();
      for (const Hash& hash : tree.proofs[i]) item->proof.push_back(hex(hash));
      if (!texts.contains(*intent.root)) continue;
      receipt.text("receipt", texts[*intent.root])
          .text("root_hex", hex(*intent.root))
          .number("leaf", item->leaf)
          .number("leaves", item->leaves)
          .texts("proof_hex", item->proof);
    } else {
      Hash quote;
      const std::string* text = receipt_of(*item, texts, quote);
      if (text == nullptr) continue;
      receipt.text("receipt", *text).text("quote_hex", hex(quote));
    }
    item->receipt = receipt.line();
  }
}

void ChunkGroups::tell_receipts(const JournalIntent& intent, const JournalReceipts& receipts) const {
  std::vector<Record> list;
  for (const JournalReceipt& one : receipts.receipts) {
    list.push_back(Record::flat().text("quote_hex", hex(one.quote)).text("receipt", one.receipt));
  }
  Record record("receipt");
  record.text("intent_hex", hex(intent.intent))
      .number("batch", intent.batch)
      .text("mode", intent.mode)
      .text("backend", intent.backend)
      .number("unix_time", intent.unix_time)
      .number("chunks", intent.addresses.size())
      .text("total", intent.total)
      .objects("receipts", list);
  if (intent.root) record.text("root_hex", hex(*intent.root));
  tools_.host.emit(record.line());
}

// One intent, whose chunks may be stored afterwards.
Status ChunkGroups::settle_some(const std::vector<Item*>& items, uint64_t number) {
  TRY(JournalIntent intent, make_intent(items, number));
  (intent.root ? used_batch_ : used_single_) = true;
  const bool nothing = intent.transfers.empty() && !intent.root;
  if (nothing) {
    for (Item* item : items) item->cleared = true;
    return {};
  }
  if (tools_.request.finalize && !intent.transfers.empty()) {
    if (reason_.empty()) reason_ = fmt::format("{} chunks were not settled", items.size());
    return {};
  }
  if (intent.backend == "none" && !intent.transfers.empty()) {
    return Error(Errc::kConfig, fmt::format("the stores ask for {} for {} chunks, and nothing is named that settles it",
                                            intent.total, items.size()))
        .hint("name what settles it with --settle, or settle it yourself between --prepare and --finalize");
  }
  intent.serial = intents_++;
  intent.intent = name_of_intent(intent);
  CHECK(tools_.journal.add_intent(intent));
  if (tools_.request.prepare) {
    tools_.host.emit(intent_line(intent));
    return {};
  }
  Settled settled{.outcome = SettleOutcome::kDone, .receipts = {.intent = intent.intent}};
  if (tools_.settlement != nullptr) {
    counts_.settlement_calls++;
    settled = tools_.settlement->settle(intent);
  }
  if (settled.outcome == SettleOutcome::kRefused) {
    CHECK(tools_.journal.add_void(intent.intent, settled.reason));
    reason_ = fmt::format("batch {} was refused: {}", number, settled.reason);
    stopped_ = true;
    return {};
  }
  if (settled.outcome == SettleOutcome::kUnknown) {
    return Error(Errc::kUnknown,
                 fmt::format("whether the intent {} was settled is unknown: {}", hex(intent.intent), settled.reason));
  }
  // Told also where the journal cannot take it: it is for something that is settled.
  Status kept = tools_.journal.add_receipts(settled.receipts);
  counts_.receipts++;
  tell_receipts(intent, settled.receipts);
  if (!kept && tools_.settlement == nullptr) return kept;
  if (!kept) return std::move(kept).error().hint("the receipt was printed: give that record with --reconcile");
  give_receipts(items, intent, &settled.receipts);
  return {};
}

Status ChunkGroups::settle(Items& items, uint64_t number) {
  std::map<Hash, std::pair<const JournalIntent*, std::vector<Item*>>> settled;  // by an earlier run
  std::vector<Item*> fresh;
  for (Item& item : items) {
    if (!item.is_open() || item.quotes.answers.empty()) continue;
    const auto at = intent_of_.find(item.planned->address);
    if (at == intent_of_.end()) {
      fresh.push_back(&item);
    } else {
      auto& entry = settled[at->second->intent];
      entry.first = at->second;
      entry.second.push_back(&item);
    }
  }
  for (const auto& entry : settled) {
    const JournalIntent& intent = *entry.second.first;
    (intent.root ? used_batch_ : used_single_) = true;
    const auto receipts = known_.receipts.find(intent.intent);
    if (receipts != known_.receipts.end()) {
      give_receipts(entry.second.second, intent, &receipts->second);
    } else {
      tools_.host.emit(intent_line(intent));  // prepared again
    }
  }
  return fresh.empty() ? Status() : settle_some(fresh, number);
}

Again ChunkGroups::store_one(Item& item) {
  if (stopped()) return {};
  const PlannedChunk& planned = *item.planned;
  auto bytes = tools_.plan.read(item.chunk);
  if (!bytes) {
    item.progress.reason = bytes.error().message();
    return {};
  }
  ChunkToSend chunk{.index = item.chunk, .address = planned.address, .size = planned.size, .receipt = item.receipt};
  // Those of the group that have it come first; what an earlier run sent before it was killed, is not sent again.
  const size_t group = std::min<size_t>(item.quotes.answers.size(), tools_.request.policy.group);
  for (const bool has : {true, false}) {
    for (size_t i = 0; i < item.quotes.answers.size(); i++) {
      const QuotedStore& store = item.quotes.answers[i];
      const bool near_holder = store.has && i < group;
      if (near_holder == has) chunk.candidates.push_back(store.endpoint);
      if (near_holder || item.recalled) chunk.may_have.insert(store.endpoint);
    }
  }
  tools_.sender.send(chunk, *bytes, item.progress);
  if (item.progress.fatal) stop(*item.progress.fatal);
  if (!item.progress.done) return {item.progress.passing, item.progress.retry_after_s};
  if (Status kept = tools_.journal.add_stored(planned.address, held(item)); !kept) stop(std::move(kept).error());
  return {};
}

void ChunkGroups::close(Item& item) {
  ChunkProgress& progress = item.progress;
  if (progress.done) {
    item.state = progress.attempts > 0 ? State::kStored : State::kAlready;
  } else if (progress.attempts > 0 || !progress.reason.empty()) {
    item.state = State::kFailed;
    if (tools_.request.policy.quorum > 1) {
      progress.reason = fmt::format("{} of {} stores have it; the last one that failed: {}", progress.holders.size(),
                                    tools_.request.policy.quorum, progress.reason);
    }
  }
  tell_progress(item);
}

void ChunkGroups::store(Items& items) {
  std::vector<Item*> cleared;
  for (Item& item : items) {
    if (item.is_open() && item.cleared) cleared.push_back(&item);
  }
  const size_t wave = tools_.request.wave;
  for (size_t first = 0; first < cleared.size() && !stopped() && !tools_.host.cancelled(); first += wave) {
    const size_t count = std::min(wave, cleared.size() - first);
    std::vector<bool> closed(count);
    in_rounds(
        count,
        {.at_once = static_cast<unsigned>(tools_.request.concurrency),
         .retries = tools_.request.retries,
         .backoff_ms = tools_.request.backoff_ms},
        tools_.host, [&](size_t i) { return store_one(*cleared[first + i]); },
        [&](size_t i) {
          closed[i] = true;
          close(*cleared[first + i]);
        });
    for (size_t i = 0; i < count; i++) {
      if (!closed[i]) close(*cleared[first + i]);  // interrupted
    }
  }
}

void ChunkGroups::tell_progress(const Item& item) {
  done_++;
  done_bytes_ += item.planned->size;
  tools_.host.progress({.items = done_, .unit = "chunks", .done_bytes = done_bytes_, .total_bytes = total_bytes_});
}

void ChunkGroups::tell(const Item& item) const {
  static constexpr std::string_view kWords[] = {"not_attempted", "stored", "already", "failed"};
  const bool good = item.state == State::kStored || item.state == State::kAlready;
  if (good && tools_.host.quiet()) return;
  Record record("chunk");
  record.text("address", hex_encode(item.planned->address));
  if (!tools_.request.master.url.empty()) record.text("cid", format_cid(item.planned->address));
  record.number("index", item.chunk)
      .number("size_bytes", item.planned->size)
      .text("state", kWords[static_cast<size_t>(item.state)]);
  std::vector<std::string> holders;
  for (const size_t endpoint : item.progress.holders) holders.push_back(tools_.endpoints.name(endpoint));
  if (!holders.empty()) record.texts("endpoints", holders);
  if (item.progress.attempts > 0) record.number("attempts", item.progress.attempts);
  if (!item.progress.route.empty()) record.text("route", item.progress.route);
  if (item.root) {
    record.text("root_hex", hex(*item.root)).number("leaf", item.leaf).number("leaves", item.leaves);
    record.texts("proof_hex", item.proof);
  }
  if (!good && !item.progress.reason.empty()) record.text("reason", item.progress.reason);
  tools_.host.emit(record.line());
}

Status ChunkGroups::run_group(size_t first, size_t count, uint64_t number) {
  Items items(count);
  for (size_t i = 0; i < count; i++) {
    items[i].chunk = first + i;
    items[i].planned = &tools_.plan.chunks()[first + i];
    recall(items[i]);
  }
  Status worked;
  if (!stopped() && !tools_.host.cancelled()) {
    worked = quote(items);
    if (worked && !tools_.host.cancelled()) worked = settle(items, number);
    if (worked && !stopped() && !tools_.request.prepare) store(items);
  }
  uint64_t good = 0, hopeless = 0;
  for (const Item& item : items) {
    if (item.state == State::kStored) counts_.stored++;
    if (item.state == State::kStored) counts_.stored_bytes += item.planned->size;
    if (item.state == State::kAlready) counts_.already++;
    if (item.state == State::kFailed) counts_.failed++;
    good += item.state == State::kStored || item.state == State::kAlready ? 1 : 0;
    hopeless += item.state == State::kFailed && item.progress.passing ? 1 : 0;
    if (item.state == State::kFailed && reason_.empty()) reason_ = item.progress.reason;
    tell(item);
  }
  counts_.passing += hopeless;
  if (good == 0 && hopeless == count && hopeless >= kHopelessChunks) stopped_ = true;
  return worked;
}

Status ChunkGroups::run() {
  const size_t chunks = tools_.plan.chunks().size();
  const std::vector<size_t> sizes =
      batch_sizes(chunks, mode_ == ReceiptMode::kBatch ? tools_.request.batch_max : tools_.request.wave);
  size_t first = 0;
  for (size_t number = 0; number < sizes.size(); number++) {
    if (Status worked = run_group(first, sizes[number], number); !worked) stop(std::move(worked).error());
    first += sizes[number];
  }
  std::lock_guard lock(mutex_);
  if (error_) return *error_;
  if (tools_.host.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  return {};
}

}  // namespace tlog
