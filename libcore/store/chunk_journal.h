#pragma once
// What an upload of chunks has done, so that a run that goes on where another was killed repeats no step: JSON lines,
//
//   {"type":"chunk_upload","version":1,"plan_hex":"<hex>","chunks":3,"mode":"auto","prepared":false}
//   {"type":"already","address":"<hex>","endpoints_hex":["<hex>", ...],"verify":"get"}     enough of its group have it
//   {"type":"quoted","address":"<hex>","size":21,"quotes":[{"id_hex":"<hex>","price":"0","near":true,"has":false},
//   ...]}
//   {"type":"intent","intent_hex":"<hex>","serial":0,"batch":0,"mode":"batch","backend":"command","addresses":[...],"transfers":[...],
//    "total":"12", ...}                                        what is about to be settled
//   {"type":"receipt","intent_hex":"<hex>","receipts":[{"quote_hex":"<hex>","receipt":"..."}]}
//   {"type":"void","intent_hex":"<hex>","reason":"..."}            it was refused: nothing was settled
//   {"type":"ingested","address":"<hex>"}                           an ingest node has it, and its master is told next
//   {"type":"stored","address":"<hex>","endpoints_hex":["<hex>", ...],"verify":"get"}
//   {"type":"done"}
//
// A line is durable before what it announces is begun. The last line may be cut off: then what it announces was not
// begun. An intent with neither a receipt nor a void is one whose outcome nobody knows.

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/chunk/address.h"
#include "libcore/os/file.h"
#include "libcore/store/endpoint_list.h"
#include "libcore/text/record.h"

namespace tlog {

constexpr size_t kMaxJournalQuotes = kMaxEndpoints;  // for one chunk
constexpr size_t kMaxIntentChunks = 256;             // spec/upload.md 3.2, 3.3
constexpr size_t kMaxReceiptBytes = 2048;

// What one store answered about one chunk.
struct JournalQuote {
  Hash endpoint;  // its id
  std::string price = "0";
  uint64_t expires_unix = 0;  // 0: never
  std::string signature{};
  bool near = false;  // one of the closest
  bool has = false;   // it has the chunk already, and there is no price
};
struct JournalQuoted {
  Address address;
  uint64_t size = 0;
  std::vector<JournalQuote> quotes{};  // the nearest first
};

// One amount that is to be settled, for one quote. No two have one quote.
struct JournalTransfer {
  Hash quote;     // what is bound: hash_of_quote()
  Hash endpoint;  // whose quote it is
  std::string amount;
};
struct JournalIntent {
  Hash intent{};        // its name, which is made from all that follows
  uint64_t serial = 0;  // of the intents of an upload
  uint64_t batch = 0;
  std::string mode;       // "single", "batch"
  std::string backend{};  // "none", "command", "http", "external"
  uint64_t unix_time = 0;
  std::vector<Address> addresses{};
  std::vector<JournalTransfer> transfers{};
  std::string total = "0";
  std::optional<Hash> root{};  // of a batch: over its addresses
};
struct JournalReceipt {
  Hash quote;  // or the root of a batch
  std::string receipt;
};
struct JournalReceipts {
  Hash intent;
  std::vector<JournalReceipt> receipts{};
};

// Who has a chunk, and how that was looked at: "none", "head", "get".
struct JournalHeld {
  std::vector<Hash> endpoints{};
  std::string verify{};
  bool operator==(const JournalHeld&) const = default;
};

// What a journal begins with.
struct JournalHead {
  Hash plan;  // names the chunks
  uint64_t chunks = 0;
  std::string mode;
  bool prepared = false;  // for a settlement by somebody else
  bool operator==(const JournalHead&) const = default;
};

// All that a journal says.
struct ChunkJournalText {
  JournalHead head;
  std::map<Address, JournalQuoted> quoted{};
  std::map<Address, JournalHeld> held{};       // stored, or there already
  std::vector<JournalIntent> intents{};        // in order, those that were voided excepted
  std::map<Hash, JournalReceipts> receipts{};  // by intent
  std::set<Hash> voided{};
  std::set<Address> ingested{};
  bool done = false;
  size_t whole_bytes = 0;  // up to the end of the last whole line
};
// Nothing for an empty text, or one whose first line is cut off. malformed: a line that is none of a journal's, or that
// cannot stand where it does.
Result<std::optional<ChunkJournalText>> parse_chunk_journal(std::string_view text);

// The objects of a line, as they stand in records of other kinds, too.
std::vector<Record> transfers_as_records(const JournalIntent& intent);
std::string intent_line(const JournalIntent& intent);
// One line with receipts. malformed.
Result<JournalReceipts> parse_receipts(std::string_view line);

class ChunkJournal {
 public:
  // Locks and reads it. busy: another upload has it. cannot_create: it is somebody's file, and no journal. malformed: a
  // journal with a line that is none.
  static Result<ChunkJournal> open(const std::string& path);
  ChunkJournal(ChunkJournal&&) noexcept = default;

  // What an earlier run wrote; nothing where this is the first, or the earlier one came to its end.
  const std::optional<ChunkJournalText>& found() const { return found_; }
  // Begins it anew with this head.
  Status begin(const JournalHead& head);

  // Callable from several threads. Each is durable when it returns, but for the first two, which repeat nothing that
  // matters: those are durable with the next one that is.
  Status add_already(const Address& address, const JournalHeld& held);
  Status add_quoted(const JournalQuoted& quoted);
  Status add_intent(const JournalIntent& intent);
  Status add_receipts(const JournalReceipts& receipts);
  Status add_void(const Hash& intent, std::string_view reason);
  Status add_ingested(const Address& address);
  Status add_stored(const Address& address, const JournalHeld& held);
  // The upload is complete. `keep` leaves the file.
  Status finish(bool keep);

 private:
  ChunkJournal(Fd fd, std::string path);
  Status add(const std::string& line, bool durable);

  Status wait_until_durable(std::unique_lock<std::mutex>& lock, size_t bytes);

  // Who waits for his line to be durable waits for those of all who wrote meanwhile: one sync is for them all.
  struct Shared {
    std::mutex mutex;
    std::condition_variable synced;
    size_t whole_bytes = 0, durable_bytes = 0;
    bool syncing = false;
    std::optional<Error> broken{};  // a line was not written: none follows, which would stand behind a part of it
  };

  Fd fd_;
  std::string path_;
  std::unique_ptr<Shared> shared_;
  std::optional<ChunkJournalText> found_;
};

}  // namespace tlog
