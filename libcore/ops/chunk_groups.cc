#include "libcore/ops/chunk_groups.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
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

ChunkGroups::ChunkGroups(const ChunkTools& tools, ReceiptMode mode, ChunkJournalText known)
    : tools_(tools),
      mode_(mode),
      known_(std::move(known)),
      intents_(tools, mode, known_),
      quoter_(tools.endpoints, tools.request.policy, tools.votes),
      buffers_(std::make_shared<BufferPool>(tools.plan.largest_bytes())) {
  const auto& endpoints = tools_.endpoints.endpoints();
  for (size_t i = 0; i < endpoints.size(); i++) endpoint_of_.emplace(endpoints[i].id, i);
  counts_.total = tools_.plan.chunks().size();
  for (const PlannedChunk& chunk : tools_.plan.chunks()) total_bytes_ += chunk.size;
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
  const bool settled = intents_.has(address);
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

// What is not settled is not stored, and the chunks whose receipts are there are.
Status ChunkGroups::settle(Items& items, uint64_t number) {
  CHECK(intents_.settle(items, number));
  if (intents_.refused()) stopped_ = true;
  if (!intents_.reason().empty() && (reason_.empty() || intents_.refused())) reason_ = intents_.reason();
  return {};
}

Again ChunkGroups::store_one(Item& item) {
  if (stopped()) return {};
  const PlannedChunk& planned = *item.planned;
  const PooledBuffer buffer(buffers_, buffers_->usual());
  const std::span<char> bytes(buffer.get(), planned.size);
  if (Status got = tools_.plan.read(item.chunk, bytes); !got) {
    item.progress.reason = got.error().message();
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
  tools_.sender.send(chunk, {bytes.data(), bytes.size()}, item.progress);
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
    tell_wave({cleared.begin() + static_cast<ptrdiff_t>(first), count});
  }
}

void ChunkGroups::tell_wave(std::span<Item* const> items) {
  const uint64_t number = waves_++;
  if (tools_.host.quiet()) return;
  uint64_t attempts = 0, states[4] = {};
  for (const Item* item : items) {
    attempts += item->progress.attempts;
    states[static_cast<size_t>(item->state)]++;
  }
  Record record("wave");
  record.number("wave", number)
      .number("chunks", items.size())
      .number("stored", states[static_cast<size_t>(State::kStored)])
      .number("already", states[static_cast<size_t>(State::kAlready)])
      .number("failed", states[static_cast<size_t>(State::kFailed)])
      .number("not_attempted", states[static_cast<size_t>(State::kNotAttempted)])
      .number("attempts", attempts);
  tools_.host.emit(record.line());
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
    record.text("root_hex", hex(*item.root)).number("unix_time", item.unix_time);
    record.number("leaf", item.leaf).number("leaves", item.leaves).texts("proof_hex", item.proof);
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
