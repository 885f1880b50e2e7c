// What is done with an event's leaves: the C++ twin of benches/shared/leaves.rs, sum for sum.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

struct total {
  uint64_t leaves;
  uint64_t sum;

  void add(uint64_t value) {
    leaves += 1;
    sum += value;
  }
};

// The sink that is timed.
struct light {
  total *into;

  static uint64_t key(uint64_t, std::string_view) { return 0; }
  static uint64_t place(uint64_t, uint64_t) { return 0; }
  void text(uint64_t, std::string_view text) { into->add(text.size()); }
  void whole(uint64_t, uint64_t value) { into->add(value); }
  void flag(uint64_t, bool value) { into->add(value); }
  void null(uint64_t) { into->add(0); }
  void list(uint64_t, uint64_t len) { into->add(len); }
  void number(uint64_t, double value) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    into->add(bits);
  }
};

// The sink that compares.
struct full {
  total *into;

  static uint64_t hash(uint64_t start, std::string_view bytes) {
    uint64_t hash = start ^ 0xcbf29ce484222325;
    for (unsigned char byte : bytes) hash = (hash ^ byte) * 0x00000100000001b3;
    return hash;
  }
  static uint64_t hash(uint64_t start, uint64_t value) {
    char bytes[8];
    std::memcpy(bytes, &value, sizeof bytes);
    return hash(start, std::string_view(bytes, sizeof bytes));
  }
  static uint64_t mix(uint64_t value) {
    value = (value ^ value >> 32) * 0x9e3779b97f4a7c15;
    return value ^ value >> 29;
  }

  static uint64_t key(uint64_t path, std::string_view key) { return mix(hash(path, key)); }
  static uint64_t place(uint64_t path, uint64_t index) { return mix(path + (index + 1)); }
  void text(uint64_t path, std::string_view text) { into->add(mix(hash(path ^ 1, text))); }
  void whole(uint64_t path, uint64_t value) { number(path, static_cast<double>(value)); }
  void flag(uint64_t path, bool value) {
    const char byte = value;
    into->add(mix(hash(path ^ 3, std::string_view(&byte, 1))));
  }
  void null(uint64_t path) { into->add(mix(path ^ 4)); }
  void list(uint64_t path, uint64_t len) { into->add(mix(hash(path ^ 5, len))); }
  void number(uint64_t path, double value) {
    value += 0.0;  // -0 is 0.
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    into->add(mix(hash(path ^ 2, bits)));
  }
};
