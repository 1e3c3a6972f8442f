#include "libcore/ops/chunk_intents.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/encode.h"
#include "libcore/chunk/batch_receipt.h"
#include "libcore/os/clock.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

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

ChunkIntents::ChunkIntents(const ChunkTools& tools, ReceiptMode mode, const ChunkJournalText& known)
    : tools_(tools), mode_(mode), known_(known), intents_(known.intents.size() + known.voided.size()) {
  for (const JournalIntent& intent : known_.intents) {
    if (!known_.receipts.contains(intent.intent) && intent.backend != "external") continue;
    for (const Address& address : intent.addresses) intent_of_[address] = &intent;
  }
  for (const PlannedChunk& chunk : tools_.plan.chunks()) size_of_.emplace(chunk.address, chunk.size);
}

std::string ChunkIntents::mode_used() const {
  if (used_single_ && used_batch_) return "mixed";
  return used_batch_ ? "batch" : used_single_ ? "single" : "none";
}

// Of chunks that are all to be settled together.
Result<JournalIntent> ChunkIntents::make_intent(const Items& items, uint64_t number) const {
  const bool batch = mode_ == ReceiptMode::kBatch && items.size() > 1;
  JournalIntent intent{.batch = number, .mode = batch ? "batch" : "single", .unix_time = unix_time()};
  Amount total;
  std::vector<BatchChunk> leaves;
  for (const ChunkItem* item : items) {
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
const std::string* ChunkIntents::receipt_of(const ChunkItem& item, const std::map<Hash, std::string>& texts,
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
void ChunkIntents::give_receipts(const Items& items, const JournalIntent& intent, const JournalReceipts* receipts) {
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
  for (ChunkItem* item : items) {
    item->cleared = true;
    const PlannedChunk& chunk = *item->planned;
    Record receipt = Record::flat();
    if (intent.root) {
      const auto at = std::find(intent.addresses.begin(), intent.addresses.end(), chunk.address);
      const auto i = static_cast<size_t>(at - intent.addresses.begin());
      item->root = intent.root;
      item->unix_time = intent.unix_time;
      item->leaf = tree.index[i];
      item->leaves = intent.addresses.size();
      for (const Hash& hash : tree.proofs[i]) item->proof.push_back(hex(hash));
      if (!texts.contains(*intent.root)) continue;
      receipt.text("receipt", texts[*intent.root])
          .text("root_hex", hex(*intent.root))
          .number("unix_time", item->unix_time)
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

void ChunkIntents::tell_receipts(const JournalIntent& intent, const JournalReceipts& receipts) const {
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
Status ChunkIntents::settle_some(const Items& items, uint64_t number) {
  TRY(JournalIntent intent, make_intent(items, number));
  (intent.root ? used_batch_ : used_single_) = true;
  const bool nothing = intent.transfers.empty() && !intent.root;
  if (nothing) {
    for (ChunkItem* item : items) item->cleared = true;
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
    calls_++;
    settled = tools_.settlement->settle(intent);
  }
  if (settled.outcome == SettleOutcome::kRefused) {
    CHECK(tools_.journal.add_void(intent.intent, settled.reason));
    reason_ = fmt::format("batch {} was refused: {}", number, settled.reason);
    refused_ = true;
    return {};
  }
  if (settled.outcome == SettleOutcome::kUnknown) {
    return Error(Errc::kUnknown,
                 fmt::format("whether the intent {} was settled is unknown: {}", hex(intent.intent), settled.reason));
  }
  // Told also where the journal cannot take it: it is for something that is settled.
  Status kept = tools_.journal.add_receipts(settled.receipts);
  receipts_++;
  tell_receipts(intent, settled.receipts);
  if (!kept && tools_.settlement == nullptr) return kept;
  if (!kept) return std::move(kept).error().hint("the receipt was printed: give that record with --reconcile");
  give_receipts(items, intent, &settled.receipts);
  return {};
}

Status ChunkIntents::settle(std::vector<ChunkItem>& items, uint64_t number) {
  std::map<Hash, std::pair<const JournalIntent*, Items>> settled;  // by an earlier run
  Items fresh;
  for (ChunkItem& item : items) {
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
      if (told_.insert(intent.intent).second) tell_receipts(intent, receipts->second);
      give_receipts(entry.second.second, intent, &receipts->second);
    } else {
      tools_.host.emit(intent_line(intent));  // prepared again
    }
  }
  return fresh.empty() ? Status() : settle_some(fresh, number);
}

}  // namespace tlog
