// From what the user said to whom is believed; and verdicts over checkpoints that are given once.

#include "libcore/ops/trust.h"

#include <string>
#include <vector>

#include "libcore/note/cosignature.h"
#include "libcore/ops/proof_judge.h"
#include "libcore/ops/verify_checkpoint.h"
#include "libcore/os/ordered_parallel.h"
#include "tests/unit/policy/keys.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::log_vkey;
using testing::numbered_log;
using testing::numbered_witness;
using testing::reason;
using testing::witness_vkey;

TEST_SUITE_BEGIN("ops");

class Listener : public Host {
 public:
  bool emit(std::string_view line) override { return said.append(line).append("\n"), true; }
  bool emit_raw(std::string_view bytes) override { return said.append(bytes), true; }
  void error(std::string_view text) override { messages.emplace_back("error: " + std::string(text)); }
  void warn(std::string_view text) override { messages.emplace_back("warning: " + std::string(text)); }
  void hint(std::string_view) override {}
  void note(std::string_view) override {}
  void committed(std::string_view) override {}
  void progress(const Progress&) override {}
  bool cancelled() const override { return false; }
  bool quiet() const override { return false; }

  std::string said;
  std::vector<std::string> messages;
};

constexpr uint64_t kNow = 1'700'000'000;
const std::string kText = "log.example/1\n2\n3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg=\n";

std::string cosigned(const std::string& text, uint64_t time) {
  UnverifiedNote note{text, {}};
  note.signatures.push_back(sign_text(numbered_log(1), text));
  note.signatures.push_back(cosign_text(numbered_witness(1), time, text));
  return format_note(note);
}

TEST_CASE("a policy file becomes trust, with the time that the caller says") {
  testing::TempDir dir;
  testing::put_file(dir / "p", "log " + log_vkey(1) + "\nwitness w " + witness_vkey(1) + "\nwitness q " +
                                   testing::mldsa_vkey(1) + "\ngroup g 1 w q\nquorum g\n");
  testing::put_file(dir / "c", cosigned(kText, kNow - 100));
  VerifyCheckpointRequest request;
  request.trust.policy = dir / "p";
  request.trust.now = kNow;
  request.checkpoint = dir / "c";
  const auto answer = [&](std::optional<uint64_t> max_age, uint64_t now) {
    request.trust.max_age_seconds = max_age;
    request.trust.now = now;
    Listener host;
    const auto verdict = verify_checkpoint(request, host);
    REQUIRE_MESSAGE(verdict, reason(verdict));
    REQUIRE_FALSE(host.messages.empty());
    CHECK(host.messages[0].ends_with(
        "p:3: witness \"q\": key type 0x06 is not supported, so its cosignatures never count"));
    return *verdict == Verdict::kYes;
  };
  CHECK(answer(std::nullopt, kNow));
  CHECK(answer(100, kNow));
  CHECK_FALSE(answer(99, kNow));
  CHECK(answer(0, kNow - 100));
  CHECK(answer(std::nullopt, kNow - 400));
  CHECK_FALSE(answer(std::nullopt, kNow - 401));
}

TEST_CASE("nobody to believe, and no time to go by") {
  Listener host;
  TrustRequest request;
  CHECK(make_trust(request, host).error().code() == Errc::kConfig);
  request.log_keys = {log_vkey(1), log_vkey(2)};
  const auto trust = make_trust(request, host);
  REQUIRE_MESSAGE(trust, reason(trust));
  CHECK(trust->policy.logs.size() == 2);
  CHECK(trust->now > kNow);  // the clock's
  request.max_age_seconds = 5;
  CHECK(make_trust(request, host).error().code() == Errc::kConfig);
  request.max_age_seconds.reset();
  request.log_keys.push_back(witness_vkey(1));
  CHECK(make_trust(request, host).error().code() == Errc::kConfig);
  TrustRequest missing;
  missing.policy = "/nowhere/at/all";
  CHECK(make_trust(missing, host).error().code() == Errc::kNotFound);
}

TEST_CASE("each distinct checkpoint is judged once, from whatever thread") {
  const Trust trust = trust_in({numbered_log(1).verifier()}, std::nullopt);
  CheckpointJudge judge(trust);
  std::vector<std::string> notes;
  for (int i = 0; i < 4; i++) notes.push_back(cosigned(kText + "ext" + std::to_string(i) + "\n", kNow));
  notes.push_back("no checkpoint");
  std::vector<CheckpointJudge::Answer> first(notes.size());
  int next = 0;
  ordered_parallel<int, CheckpointJudge::Answer>(
      4, 16, [&]() -> std::optional<int> { return next == 200 ? std::nullopt : std::optional(next++); },
      [&](int i) { return judge.judge(notes[static_cast<size_t>(i) % notes.size()]); },
      [&, i = size_t{0}](CheckpointJudge::Answer answer) mutable {
        auto& known = first[i++ % notes.size()];
        if (!known) known = answer;
        CHECK(known == answer);  // the same object, not an equal one
        return true;
      });
  for (size_t i = 0; i < 4; i++) CHECK((*first[i] && (*first[i])->checkpoint));
  CHECK_FALSE(*first[4]);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
