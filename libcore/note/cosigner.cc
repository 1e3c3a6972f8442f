#include "libcore/note/cosigner.h"

#include "libcore/note/cosignature.h"

namespace tlog {

namespace {

class Ed25519Cosigner : public Cosigner {
 public:
  explicit Ed25519Cosigner(const VerifierKey& verifier, const Ed25519Seed& seed)
      : name_(verifier.name), id_(verifier.id()), vkey_(verifier.vkey()), signer_(seed) {}

  const std::string& name() const override { return name_; }
  const std::string& vkey() const override { return vkey_; }
  NoteSignature cosign(uint64_t time, std::string_view text) const override {
    return {name_, id_, cosignature(signer_, time, text)};
  }

 private:
  std::string name_;
  KeyId id_;
  std::string vkey_;
  Ed25519Signer signer_;
};

}  // namespace

std::unique_ptr<Cosigner> make_cosigner(SigningKey key) {
  key.type = KeyType::kCosigner;
  return std::make_unique<Ed25519Cosigner>(key.verifier(), key.seed);
}

}  // namespace tlog
