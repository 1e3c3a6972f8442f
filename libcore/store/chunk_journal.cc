#include "libcore/store/chunk_journal.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/text/record_read.h"

namespace tlog {

namespace {

constexpr uint64_t kVersion1 = 1;
constexpr size_t kMaxJournalBytes = 1'000'000'000;
constexpr size_t kMaxWordBytes = 16;
constexpr std::string_view kBeginning = R"({"type":"chunk_upload")";  // of every journal

std::string hex(const Hash& hash) { return hex_encode(ByteView(hash.bytes)); }
std::string hex(const Address& address) { return hex_encode(address); }
Error malformed(const std::string& why) { return Error(Errc::kMalformed, why); }

template <typename Named>
std::vector<std::string> hexes(const std::vector<Named>& names) {
  std::vector<std::string> out;
  for (const Named& name : names) out.push_back(hex(name));
  return out;
}

Result<Hash> as_hash(const std::string& text, std::string_view key) {
  const auto hash = hex_decode_hash(text);
  if (!hash) return malformed(fmt::format("\"{}\" is not 64 lower-case hexadecimal digits", key));
  return *hash;
}

Result<Hash> hash_at(const RecordIn& record, std::string_view key) {
  TRY(const auto text, record.text(key));
  if (!text) return malformed(fmt::format("no \"{}\"", key));
  return as_hash(*text, key);
}

Result<Address> address_at(const RecordIn& record) {
  TRY(const Hash hash, hash_at(record, "address"));
  return Address{hash.bytes};
}

Result<std::string> text_at(const RecordIn& record, std::string_view key, size_t max_bytes) {
  TRY(auto text, record.text(key));
  if (!text) return malformed(fmt::format("no \"{}\"", key));
  if (text->size() > max_bytes) return malformed(fmt::format("\"{}\" is too long", key));
  return *std::move(text);
}

Result<uint64_t> number_at(const RecordIn& record, std::string_view key) {
  TRY(const auto number, record.number(key));
  if (!number) return malformed(fmt::format("no \"{}\"", key));
  return *number;
}

Result<std::vector<Hash>> hashes_at(const RecordIn& record, std::string_view key, size_t max) {
  TRY(const auto texts, record.texts(key, max));
  if (!texts) return malformed(fmt::format("no \"{}\"", key));
  std::vector<Hash> out;
  for (const std::string& text : *texts) {
    TRY(const Hash hash, as_hash(text, key));
    out.push_back(hash);
  }
  return out;
}

Result<JournalHead> head_of(const RecordIn& record) {
  if (record.type() != "chunk_upload") return malformed("is no journal of an upload of chunks");
  TRY(const uint64_t version, number_at(record, "version"));
  if (version != kVersion1) return malformed("is a journal of another version");
  JournalHead head;
  TRY(head.plan, hash_at(record, "plan_hex"));
  TRY(head.chunks, number_at(record, "chunks"));
  TRY(head.mode, text_at(record, "mode", kMaxWordBytes));
  TRY(const auto prepared, record.flag("prepared"));
  head.prepared = prepared.value_or(false);
  return head;
}

std::string head_line(const JournalHead& head) {
  return Record("chunk_upload")
      .number("version", kVersion1)
      .text("plan_hex", hex(head.plan))
      .number("chunks", head.chunks)
      .text("mode", head.mode)
      .flag("prepared", head.prepared)
      .line();
}

Result<JournalQuoted> quoted_of(const RecordIn& record) {
  JournalQuoted quoted;
  TRY(quoted.address, address_at(record));
  TRY(quoted.size, number_at(record, "size"));
  TRY(const auto quotes, record.objects("quotes", kMaxJournalQuotes));
  if (!quotes) return malformed("no \"quotes\"");
  for (const RecordIn& one : *quotes) {
    JournalQuote quote;
    TRY(quote.endpoint, hash_at(one, "id_hex"));
    TRY(quote.price, text_at(one, "price", kMaxReceiptBytes));
    TRY(const auto expires, one.number("expires"));
    TRY(const auto signature, one.text("sig"));
    TRY(const auto near, one.flag("near"));
    TRY(const auto has, one.flag("has"));
    quote.expires_unix = expires.value_or(0);
    quote.signature = signature.value_or("");
    quote.near = near.value_or(false);
    quote.has = has.value_or(false);
    quoted.quotes.push_back(std::move(quote));
  }
  return quoted;
}

std::string quoted_line(const JournalQuoted& quoted) {
  std::vector<Record> quotes;
  for (const JournalQuote& one : quoted.quotes) {
    Record quote = Record::flat();
    quote.text("id_hex", hex(one.endpoint)).text("price", one.price);
    if (one.expires_unix > 0) quote.number("expires", one.expires_unix);
    if (!one.signature.empty()) quote.text("sig", one.signature);
    if (one.near) quote.flag("near", true);
    if (one.has) quote.flag("has", true);
    quotes.push_back(std::move(quote));
  }
  return Record("quoted")
      .text("address", hex(quoted.address))
      .number("size", quoted.size)
      .objects("quotes", quotes)
      .line();
}

// A tree over its addresses can be made of it.
Status check_batch(const JournalIntent& intent) {
  std::vector<Address> sorted = intent.addresses;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    return malformed("an address stands there twice");
  if (intent.root && sorted.size() < 2) return malformed("a batch of fewer than two chunks");
  return {};
}

Result<JournalIntent> intent_of(const RecordIn& record) {
  JournalIntent intent;
  TRY(intent.intent, hash_at(record, "intent_hex"));
  TRY(intent.serial, number_at(record, "serial"));
  TRY(intent.batch, number_at(record, "batch"));
  TRY(intent.mode, text_at(record, "mode", kMaxWordBytes));
  TRY(intent.backend, text_at(record, "backend", kMaxWordBytes));
  TRY(intent.unix_time, number_at(record, "unix_time"));
  TRY(const std::vector<Hash> addresses, hashes_at(record, "addresses", kMaxIntentChunks));
  for (const Hash& address : addresses) intent.addresses.push_back(Address{address.bytes});
  TRY(const auto transfers, record.objects("transfers", kMaxIntentChunks));
  if (!transfers) return malformed("no \"transfers\"");
  for (const RecordIn& one : *transfers) {
    JournalTransfer transfer;
    TRY(transfer.quote, hash_at(one, "quote_hex"));
    TRY(transfer.endpoint, hash_at(one, "id_hex"));
    TRY(transfer.amount, text_at(one, "amount", kMaxReceiptBytes));
    intent.transfers.push_back(std::move(transfer));
  }
  TRY(intent.total, text_at(record, "total", kMaxReceiptBytes));
  TRY(const auto root, record.text("root_hex"));
  if (root) {
    TRY(intent.root, as_hash(*root, "root_hex"));
  }
  CHECK(check_batch(intent));
  return intent;
}

Result<JournalReceipts> receipts_of(const RecordIn& record) {
  if (record.type() != "receipt") return malformed("is no receipt");
  JournalReceipts out;
  TRY(out.intent, hash_at(record, "intent_hex"));
  TRY(const auto receipts, record.objects("receipts", kMaxIntentChunks));
  if (!receipts) return malformed("no \"receipts\"");
  for (const RecordIn& one : *receipts) {
    JournalReceipt receipt;
    TRY(receipt.quote, hash_at(one, "quote_hex"));
    TRY(receipt.receipt, text_at(one, "receipt", kMaxReceiptBytes));
    if (receipt.receipt.empty()) return malformed("an empty receipt");
    out.receipts.push_back(std::move(receipt));
  }
  return out;
}

std::string receipts_line(const JournalReceipts& receipts) {
  std::vector<Record> list;
  for (const JournalReceipt& one : receipts.receipts) {
    list.push_back(Record::flat().text("quote_hex", hex(one.quote)).text("receipt", one.receipt));
  }
  return Record("receipt").text("intent_hex", hex(receipts.intent)).objects("receipts", list).line();
}

Result<JournalHeld> held_of(const RecordIn& record) {
  JournalHeld held;
  TRY(held.endpoints, hashes_at(record, "endpoints_hex", kMaxEndpoints));
  TRY(held.verify, text_at(record, "verify", kMaxWordBytes));
  return held;
}

std::string held_line(const char* type, const Address& address, const JournalHeld& held) {
  return Record(type)
      .text("address", hex(address))
      .texts("endpoints_hex", hexes(held.endpoints))
      .text("verify", held.verify)
      .line();
}

// One line behind the head.
Status take_line(const RecordIn& record, ChunkJournalText& out) {
  const auto find_intent = [&](const Hash& name) {
    return std::find_if(out.intents.begin(), out.intents.end(),
                        [&](const JournalIntent& intent) { return intent.intent == name; });
  };
  if (out.done) return malformed("stands behind the end");
  const std::string& type = record.type();
  if (type == "quoted") {
    TRY(JournalQuoted quoted, quoted_of(record));
    const Address address = quoted.address;
    out.quoted.insert_or_assign(address, std::move(quoted));
  } else if (type == "already" || type == "stored") {
    TRY(const Address address, address_at(record));
    TRY(JournalHeld held, held_of(record));
    out.held.insert_or_assign(address, std::move(held));
  } else if (type == "intent") {
    TRY(JournalIntent intent, intent_of(record));
    if (find_intent(intent.intent) != out.intents.end()) return malformed("an intent that stands above already");
    out.intents.push_back(std::move(intent));
  } else if (type == "receipt") {
    TRY(JournalReceipts receipts, receipts_of(record));
    if (find_intent(receipts.intent) == out.intents.end()) return malformed("a receipt without its intent");
    const Hash name = receipts.intent;
    if (!out.receipts.emplace(name, std::move(receipts)).second) return malformed("a second receipt of one intent");
  } else if (type == "void") {
    TRY(const Hash name, hash_at(record, "intent_hex"));
    const auto intent = find_intent(name);
    if (intent == out.intents.end() || out.receipts.contains(name)) return malformed("voids no open intent");
    out.intents.erase(intent);
    out.voided.insert(name);
  } else if (type == "ingested") {
    TRY(const Address address, address_at(record));
    out.ingested.insert(address);
  } else if (type == "done") {
    out.done = true;
  } else {
    return malformed("is no line of a journal");
  }
  return {};
}

}  // namespace

Result<std::optional<ChunkJournalText>> parse_chunk_journal(std::string_view text) {
  ChunkJournalText out;
  size_t begin = 0, number = 0;
  for (size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', begin)) {
    number++;
    const auto where = [&](Error error) { return std::move(error).context(fmt::format("line {}", number)); };
    auto record = RecordIn::parse(text.substr(begin, end - begin));
    if (!record) return where(std::move(record).error());
    if (number == 1) {
      auto head = head_of(*record);
      if (!head) return where(std::move(head).error());
      out.head = *std::move(head);
    } else if (Status taken = take_line(*record, out); !taken) {
      return where(std::move(taken).error());
    }
    begin = end + 1;
  }
  if (number == 0) return std::optional<ChunkJournalText>();
  out.whole_bytes = begin;
  return std::optional(std::move(out));
}

std::vector<Record> transfers_as_records(const JournalIntent& intent) {
  std::vector<Record> out;
  for (const JournalTransfer& one : intent.transfers) {
    out.push_back(
        Record::flat().text("quote_hex", hex(one.quote)).text("id_hex", hex(one.endpoint)).text("amount", one.amount));
  }
  return out;
}

std::string intent_line(const JournalIntent& intent) {
  Record record("intent");
  record.text("intent_hex", hex(intent.intent))
      .number("serial", intent.serial)
      .number("batch", intent.batch)
      .text("mode", intent.mode)
      .text("backend", intent.backend)
      .number("unix_time", intent.unix_time)
      .texts("addresses", hexes(intent.addresses))
      .objects("transfers", transfers_as_records(intent))
      .text("total", intent.total);
  if (intent.root) record.text("root_hex", hex(*intent.root));
  return record.line();
}

Result<JournalReceipts> parse_receipts(std::string_view line) {
  TRY(const RecordIn record, RecordIn::parse(line));
  return receipts_of(record);
}

ChunkJournal::ChunkJournal(Fd fd, std::string path)
    : fd_(std::move(fd)), path_(std::move(path)), shared_(std::make_unique<Shared>()) {}

namespace {

// What is no journal is somebody's.
Error foreign(const std::string& path) {
  return Error(Errc::kCannotCreate,
               printable(path, 4096) + ": is no journal of an upload of chunks, and is not overwritten")
      .hint("--journal names a file of its own, which is made when it is missing");
}

// The file of this name, locked. Whoever held it before may have removed it meanwhile: then it is another one.
Result<Fd> open_locked(const std::string& path) {
  while (true) {
    Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    if (!fd) return errno_error(path, errno);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return errno_error(path, errno);
      return Error(Errc::kBusy, printable(path, 4096) + ": another upload has it").hint("run it again later");
    }
    struct stat open {
    }, named{};
    if (::fstat(fd.get(), &open) != 0) return errno_error(path, errno);
    if (!S_ISREG(open.st_mode)) return foreign(path);
    if (::lstat(path.c_str(), &named) == 0 && open.st_dev == named.st_dev && open.st_ino == named.st_ino) return fd;
  }
}

}  // namespace

Result<ChunkJournal> ChunkJournal::open(const std::string& path) {
  TRY(Fd fd, open_locked(path));
  ChunkJournal journal(std::move(fd), path);
  TRY(const std::string text, read_all(journal.fd_.get(), kMaxJournalBytes, path));
  if (!text.empty() && !kBeginning.starts_with(std::string_view(text).substr(0, kBeginning.size()))) {
    return foreign(path);
  }
  auto found = parse_chunk_journal(text);
  if (!found) return std::move(found).error().context(printable(path, 4096));
  const size_t whole = *found ? (*found)->whole_bytes : 0;
  if (whole < text.size() && ::ftruncate(journal.fd_.get(), static_cast<off_t>(whole)) != 0) {
    return errno_error(path, errno);
  }
  journal.shared_->whole_bytes = journal.shared_->durable_bytes = whole;
  if (*found && !(*found)->done) journal.found_ = *std::move(*found);
  return journal;
}

Status ChunkJournal::begin(const JournalHead& head) {
  found_.reset();
  if (::ftruncate(fd_.get(), 0) != 0) return errno_error(path_, errno);
  shared_->whole_bytes = shared_->durable_bytes = 0;
  CHECK(add(head_line(head), true));
  return sync_directory(parent_directory(path_));
}

Status ChunkJournal::add(const std::string& line, bool durable) {
  std::unique_lock lock(shared_->mutex);
  if (shared_->broken) return *shared_->broken;
  if (Status written = write_all(fd_.get(), line + "\n", path_); !written) {
    // Best effort: what is left of the line is dropped by the next run as well.
    [[maybe_unused]] const int cut = ::ftruncate(fd_.get(), static_cast<off_t>(shared_->whole_bytes));
    shared_->broken = written.error();
    return written;
  }
  shared_->whole_bytes += line.size() + 1;
  return durable ? wait_until_durable(lock, shared_->whole_bytes) : Status();
}

// Either somebody's sync has them all, or it began too early, and the next one is ours or another waiter's.
Status ChunkJournal::wait_until_durable(std::unique_lock<std::mutex>& lock, size_t bytes) {
  Shared& shared = *shared_;
  while (shared.durable_bytes < bytes && bytes <= shared.whole_bytes) {
    if (shared.syncing) {
      shared.synced.wait(lock);
      continue;
    }
    shared.syncing = true;
    const size_t written = shared.whole_bytes;
    lock.unlock();
    const int fault = ::fdatasync(fd_.get()) == 0 ? 0 : errno;
    lock.lock();
    shared.syncing = false;
    if (fault == 0) {
      shared.durable_bytes = written;
    } else {
      shared.whole_bytes = shared.durable_bytes;
      [[maybe_unused]] const int cut = ::ftruncate(fd_.get(), static_cast<off_t>(shared.whole_bytes));
      shared.broken = errno_error(path_, fault);
    }
    shared.synced.notify_all();
  }
  return shared.durable_bytes >= bytes ? Status() : Status(*shared.broken);
}

Status ChunkJournal::add_already(const Address& address, const JournalHeld& held) {
  return add(held_line("already", address, held), false);
}
Status ChunkJournal::add_quoted(const JournalQuoted& quoted) { return add(quoted_line(quoted), false); }
Status ChunkJournal::add_intent(const JournalIntent& intent) { return add(intent_line(intent), true); }
Status ChunkJournal::add_receipts(const JournalReceipts& receipts) { return add(receipts_line(receipts), true); }
Status ChunkJournal::add_void(const Hash& intent, std::string_view reason) {
  return add(Record("void").text("intent_hex", hex(intent)).text("reason", reason).line(), true);
}
Status ChunkJournal::add_ingested(const Address& address) {
  return add(Record("ingested").text("address", hex(address)).line(), true);
}
Status ChunkJournal::add_stored(const Address& address, const JournalHeld& held) {
  return add(held_line("stored", address, held), true);
}

Status ChunkJournal::finish(bool keep) {
  CHECK(add(Record("done").line(), true));
  return keep || ::unlink(path_.c_str()) == 0 ? Status() : Status(errno_error(path_, errno));
}

}  // namespace tlog
