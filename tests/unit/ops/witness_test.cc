#include "libcore/ops/witness.h"

#include <atomic>
#include <barrier>
#include <latch>
#include <set>
#include <thread>

#include "libcore/merkle/tree.h"
#include "libcore/note/cosignature.h"
#include "libcore/store/cas_group.h"
#include "tests/unit/store/memory_cas.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::MemoryCas;
using testing::ReadThenWriteCas;
using testing::SharedRecords;

TEST_SUITE_BEGIN("witness");

const std::string kOrigin = "example.com/log";

SigningKey key_of(const std::string& name, uint8_t byte, KeyType type = KeyType::kLog) {
  SigningKey key{name, type, {}};
  key.seed.bytes.fill(byte);
  return key;
}

Hash some_hash(uint8_t byte) {
  Hash hash;
  hash.bytes.fill(byte);
  return hash;
}

std::string request(uint64_t old_size, uint64_t size, const Hash& root, std::vector<std::string> extensions = {},
                    const std::string& origin = kOrigin) {
  return format_witness_request(
      {TreeSize{old_size},
       {},
       sign_checkpoint({origin, TreeSize{size}, root, std::move(extensions)}, key_of(origin, 1))});
}

const SigningKey kKey = key_of("witness.example/w", 7, KeyType::kCosigner);

// A witness with a store of its own kind on shared records.
template <typename Store>
struct Rig {
  explicit Rig(std::shared_ptr<SharedRecords> records) : store(std::move(records)), direct(store) {
    logs.add(kOrigin, key_of(kOrigin, 1).verifier());
    auto made = Witness::make(*cosigner, logs, direct, [this] { return now; });
    REQUIRE(made);
    witness = *std::move(made);
  }
  std::unique_ptr<Cosigner> cosigner = make_cosigner(kKey);
  WitnessedLogs logs;
  Store store;
  DirectCas direct;
  uint64_t now = 1000;
  std::unique_ptr<Witness> witness;
};

TEST_CASE("what is answered is a cosignature over the whole text, with the time that is stored") {
  Rig<MemoryCas> rig(std::make_shared<SharedRecords>());
  const std::string body = request(0, 2, some_hash(2), {"an extension line"});
  const WitnessAnswer answer = rig.witness->add_checkpoint(body);
  REQUIRE(answer.status == WitnessStatus::kCosigned);
  CHECK(answer.origin == kOrigin);
  CHECK(answer.tree_size == 2);
  CHECK(answer.time == 1000);
  CHECK(answer.signatures.ends_with('\n'));
  const std::string checkpoint = parse_witness_request(body)->checkpoint;
  const auto note = parse_note(checkpoint + answer.signatures);
  REQUIRE(note);
  REQUIRE(note->signatures.size() == 2);
  CHECK(note->text.ends_with("\nan extension line\n"));
  CHECK(check_signature(note->signatures[1], kKey.verifier(), note->text) == SignatureState::kHolds);
  CHECK(cosignature_time(note->signatures[1].signature) == 1000);
  const auto served = rig.witness->checkpoint(kOrigin);
  REQUIRE(served);
  CHECK(*served == checkpoint + answer.signatures);
}

TEST_CASE("the time moves with an equal checkpoint, and never goes back") {
  const auto records = std::make_shared<SharedRecords>();
  Rig<MemoryCas> rig(records);
  CHECK(rig.witness->add_checkpoint(request(0, 2, some_hash(2))).time == 1000);
  rig.now = 1010;
  CHECK(rig.witness->add_checkpoint(request(2, 2, some_hash(2))).time == 1010);
  rig.now = 900;
  const WitnessAnswer again = rig.witness->add_checkpoint(request(2, 2, some_hash(2)));
  CHECK(again.time == 1010);
  // Another process finds the same time, and makes the same cosignature.
  Rig<MemoryCas> other(records);
  other.now = 5;
  CHECK(other.witness->add_checkpoint(request(2, 2, some_hash(2))).signatures == again.signatures);
}

TEST_CASE("what is durable but was not answered is known, and served with its cosignature") {
  const auto records = std::make_shared<SharedRecords>();
  std::string signatures;
  {
    Rig<MemoryCas> rig(records);
    signatures = rig.witness->add_checkpoint(request(0, 3, some_hash(3))).signatures;
  }
  Rig<MemoryCas> after(records);
  const auto served = after.witness->checkpoint(kOrigin);
  REQUIRE(served);
  REQUIRE(*served);
  CHECK((*served)->ends_with(signatures));
  const WitnessAnswer conflict = after.witness->add_checkpoint(request(0, 4, some_hash(4)));
  CHECK(conflict.status == WitnessStatus::kConflict);
  CHECK(conflict.cosigned_size == 3);
}

TEST_CASE("a state that another process moved on is seen, though this one remembers an older") {
  const auto records = std::make_shared<SharedRecords>();
  Rig<MemoryCas> one(records), two(records);
  CHECK(one.witness->add_checkpoint(request(0, 0, empty_root())).status == WitnessStatus::kCosigned);
  CHECK(two.witness->add_checkpoint(request(0, 5, some_hash(5))).status == WitnessStatus::kCosigned);
  CHECK(one.witness->add_checkpoint(request(0, 6, some_hash(6))).cosigned_size == 5);
  CHECK(one.witness->add_checkpoint(request(5, 5, some_hash(6))).status == WitnessStatus::kUnprocessable);
  CHECK(one.witness->add_checkpoint(request(5, 5, some_hash(5))).status == WitnessStatus::kCosigned);
}

TEST_CASE("nothing is signed when the store fails, and nothing is believed of what was before") {
  const auto records = std::make_shared<SharedRecords>();
  Rig<MemoryCas> rig(records);
  REQUIRE(rig.witness->add_checkpoint(request(0, 0, empty_root())).status == WitnessStatus::kCosigned);
  for (const Errc code : {Errc::kNetwork, Errc::kIo, Errc::kBusy, Errc::kConfig}) {
    records->fault = Error(code, "gone");
    const WitnessAnswer answer = rig.witness->add_checkpoint(request(0, 1, some_hash(1)));
    CHECK(answer.status == WitnessStatus::kUnavailable);
    CHECK(answer.signatures.empty());
    REQUIRE(answer.error);
    CHECK(answer.error->code() == code);
    CHECK_FALSE(rig.witness->checkpoint(kOrigin));
  }
  records->fault.reset();
  CHECK(rig.witness->add_checkpoint(request(0, 1, some_hash(1))).status == WitnessStatus::kCosigned);
}

TEST_CASE("a state that is older than it was, or is not ours, is refused") {
  const auto records = std::make_shared<SharedRecords>();
  Rig<MemoryCas> rig(records);
  REQUIRE(rig.witness->add_checkpoint(request(0, 1, some_hash(1))).status == WitnessStatus::kCosigned);
  const auto backup = records->records;
  rig.now++;
  REQUIRE(rig.witness->add_checkpoint(request(1, 1, some_hash(1))).status == WitnessStatus::kCosigned);
  const auto newer = records->records;
  records->records = backup;
  CHECK(rig.witness->add_checkpoint(request(1, 1, some_hash(1))).error->code() == Errc::kConfig);
  records->records.clear();
  CHECK(rig.witness->add_checkpoint(request(0, 1, some_hash(2))).error->code() == Errc::kConfig);
  CHECK_FALSE(rig.witness->checkpoint(kOrigin));
  records->records = newer;
  CHECK(rig.witness->add_checkpoint(request(1, 1, some_hash(1))).status == WitnessStatus::kCosigned);
  records->records.begin()->second.value = "something else";
  Rig<MemoryCas> other(records);
  CHECK(other.witness->add_checkpoint(request(1, 1, some_hash(1))).error->code() == Errc::kConfig);
}

// 24 ask at once for different roots at one size; how many are cosigned.
constexpr int kAtOnce = 24, kRounds = 50;

size_t race(const std::vector<Witness*>& witnesses, uint64_t old_size) {
  std::atomic<size_t> cosigned{0};
  std::barrier start(kAtOnce);
  std::vector<std::jthread> threads;
  for (int i = 0; i < kAtOnce; i++) {
    threads.emplace_back([&, i] {
      const std::string body = request(old_size, 5, some_hash(static_cast<uint8_t>(i + 1)));
      Witness& witness = *witnesses[static_cast<size_t>(i) % witnesses.size()];
      start.arrive_and_wait();
      if (witness.add_checkpoint(body).status == WitnessStatus::kCosigned) cosigned++;
    });
  }
  threads.clear();
  return cosigned;
}

template <typename Store>
std::multiset<size_t> races_of_servers() {
  std::multiset<size_t> winners;
  for (int round = 0; round < kRounds; round++) {
    const auto records = std::make_shared<SharedRecords>();
    std::vector<std::unique_ptr<Rig<Store>>> rigs;
    std::vector<Witness*> witnesses;
    for (int i = 0; i < kAtOnce; i++) {  // one for each: a store is used by one thread
      rigs.push_back(std::make_unique<Rig<Store>>(records));
      witnesses.push_back(rigs.back()->witness.get());
    }
    winners.insert(race(witnesses, 0));
  }
  return winners;
}

TEST_CASE("24 requests with different roots at one size, on many stores: one cosignature in each of 50 rounds") {
  CHECK(races_of_servers<MemoryCas>().count(1) == kRounds);
}

TEST_CASE("control: with a store that reads and then writes, that test fails") {
  CHECK(races_of_servers<ReadThenWriteCas>().count(1) < kRounds);
}

TEST_CASE("the same as threads of one server, with group commit") {
  for (int round = 0; round < kRounds; round++) {
    const auto records = std::make_shared<SharedRecords>();
    const auto cosigner = make_cosigner(kKey);
    WitnessedLogs logs;
    logs.add(kOrigin, key_of(kOrigin, 1).verifier());
    CasGroup group(std::make_unique<MemoryCas>(records), nullptr);
    const auto witness = *Witness::make(*cosigner, logs, group, [] { return uint64_t{1000}; });
    CHECK(race({witness.get()}, 0) == 1);
    CHECK(group.counts().swaps >= 1);
    CHECK(group.counts().commits == records->calls);
  }
}

TEST_CASE("group commit: an error is told to all who waited, and after one of the network the store is opened again") {
  const auto records = std::make_shared<SharedRecords>();
  int opened = 0;
  CasGroup group(std::make_unique<MemoryCas>(records), [&]() -> Result<std::unique_ptr<CasStore>> {
    opened++;
    return std::unique_ptr<CasStore>(std::make_unique<MemoryCas>(records));
  });
  records->fault = Error(Errc::kIo, "full");
  CHECK(testing::reason(group.swap({"o", "n", {}, "v"})) == "full");
  CHECK(testing::reason(group.get("o", "n")) == "full");
  CHECK(opened == 0);
  records->fault = Error(Errc::kNetwork, "gone");
  CHECK(testing::reason(group.get("o", "n")) == "gone");
  CHECK(testing::reason(group.get("o", "n")) == "gone");
  records->fault.reset();
  const auto outcome = group.swap({"o", "n", {}, "v"});
  REQUIRE(outcome);
  CHECK(outcome->won);
  CHECK(opened == 2);
}

// Of all that is asked for "damaged" it has what nobody writes; the first call waits.
class DamagedCas : public MemoryCas {
 public:
  DamagedCas(std::shared_ptr<SharedRecords> shared, std::shared_ptr<std::latch> begin)
      : MemoryCas(std::move(shared)), begin_(std::move(begin)) {}
  Result<std::optional<CasRecord>> get(const std::string& owner, const std::string& name) override {
    begin_->wait();
    if (name == "damaged") return Error(Errc::kMalformed, "damaged");
    return MemoryCas::get(owner, name);
  }
  Result<std::vector<CasOutcome>> swap(std::span<const CasSwap> swaps) override {
    for (const CasSwap& swap : swaps) {
      if (swap.name == "damaged") return Error(Errc::kMalformed, "damaged");
    }
    return MemoryCas::swap(swaps);
  }

 private:
  std::shared_ptr<std::latch> begin_;
};

TEST_CASE("group commit: a damaged record is told to those who asked for it, and to nobody else") {
  const auto begin = std::make_shared<std::latch>(1);
  CasGroup group(std::make_unique<DamagedCas>(std::make_shared<SharedRecords>(), begin), nullptr);
  std::atomic<int> asked{0}, told{0}, served{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 20; i++) {
      threads.emplace_back([&, i] {
        const std::string name = i % 2 == 0 ? "damaged" : std::to_string(i);
        asked++;
        const bool done = i % 4 < 2 ? bool(group.get("o", name)) : bool(group.swap({"o", name, {}, "v"}));
        (i % 2 == 0 ? told : served) += i % 2 == 0 ? !done : done;
      });
    }
    while (asked < 20) std::this_thread::yield();
    begin->count_down();
  }
  CHECK(told == 10);
  CHECK(served == 10);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
