;; Lines of numbers as text, by a template. line-kernel.ts writes what it reads; `npm run wasm` compiles it into lines.wasm.ts.
;;
;; A row is what stands before its first value, the value, what stands before the second, and so on, and what stands behind the last. A template is
;; a list of entries, 16 bytes each, one for every value and one for the end of a row:
;;     0  i32 how many bytes stand there      4  i32 address of them
;;     8  i32 address of the value in the first row, an f64; 0 at the end of a row
;;     12 i32 bytes from there to the value in the next row
;; Memory: 0 what a call tells, 8 f64 1e9 to 1e12, 1024 the entries.
;;
;; Numbers are written as byte-writer.ts writes them, byte for byte: those that JavaScript has to write are left to it, with their rows.
(module
  (memory (export "memory") 3)
  (data (i32.const 8)
    "\00\00\00\00\65\cd\cd\41"
    "\00\00\00\20\5f\a0\02\42"
    "\00\00\00\e8\76\48\37\42"
    "\00\00\00\a2\94\1a\6d\42")

  ;; Writes rows from `$row` on, up to `$to`, to `$at` and what follows; none begins behind `$last`. Answers the row that would be next; at 0 it
  ;; leaves the position behind the last row that is whole.
  (func (export "write") (param $row i32) (param $to i32) (param $at i32) (param $last i32) (result i32)
    (local $entry i32) (local $length i32) (local $from i32) (local $rest i32) (local $zeros i32) (local $whole i32)
    (local $value f64) (local $size f64) (local $scaled f64) (local $high f64)
    (local $first i64) (local $second i64)
    (block $stopped
      (loop $rows
        (i32.store (i32.const 0) (local.get $at))
        (br_if $stopped (i32.ge_u (local.get $row) (local.get $to)))
        (br_if $stopped (i32.gt_u (local.get $at) (local.get $last)))
        (local.set $entry (i32.const 1024))
        (loop $next
          ;; what stands before the value; what is copied too much the value is written over
          (local.set $length (i32.load (local.get $entry)))
          (local.set $from (i32.load offset=4 (local.get $entry)))
          (local.set $rest (i32.const 0))
          (block $copied
            (loop $copy
              (br_if $copied (i32.ge_u (local.get $rest) (local.get $length)))
              (i64.store (i32.add (local.get $at) (local.get $rest)) (i64.load (i32.add (local.get $from) (local.get $rest))))
              (local.set $rest (i32.add (local.get $rest) (i32.const 8)))
              (br $copy)))
          (local.set $at (i32.add (local.get $at) (local.get $length)))
          (local.set $from (i32.load offset=8 (local.get $entry)))
          (if (i32.eqz (local.get $from)) (then
            (local.set $row (i32.add (local.get $row) (i32.const 1)))
            (br $rows)))
          (local.set $value (f64.load (i32.add (local.get $from) (i32.mul (local.get $row) (i32.load offset=12 (local.get $entry))))))
          (local.set $entry (i32.add (local.get $entry) (i32.const 16)))
          (local.set $size (f64.abs (local.get $value)))
          (if (i32.and
                (f64.eq (f64.trunc (local.get $size)) (local.get $size))
                (f64.lt (local.get $size) (f64.const 1e9)))
            (then
              (br_if $stopped (i64.eq (i64.reinterpret_f64 (local.get $value)) (i64.const 0x8000000000000000)))
              (if (f64.lt (local.get $value) (f64.const 0)) (then
                (i32.store8 (local.get $at) (i32.const 45))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))))
              (local.set $whole (i32.trunc_f64_u (local.get $size)))
              (if (i32.lt_u (local.get $whole) (i32.const 10)) (then
                (i32.store8 (local.get $at) (i32.add (local.get $whole) (i32.const 48)))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br $next)))
              (local.set $rest (i32.div_u (local.get $whole) (i32.const 100000000)))
              (local.set $first (call $eight (i32.sub (local.get $whole) (i32.mul (local.get $rest) (i32.const 100000000)))))
              (if (local.get $rest) (then
                (i32.store8 (local.get $at) (i32.add (local.get $rest) (i32.const 48)))
                (i64.store offset=1 (local.get $at) (i64.or (local.get $first) (i64.const 0x3030303030303030)))
                (local.set $at (i32.add (local.get $at) (i32.const 9)))
                (br $next)))
              ;; zeros before the first digit
              (local.set $zeros (i32.shr_u (i32.wrap_i64 (i64.ctz (local.get $first))) (i32.const 3)))
              (i64.store (local.get $at) (i64.shr_u
                (i64.or (local.get $first) (i64.const 0x3030303030303030))
                (i64.extend_i32_u (i32.shl (local.get $zeros) (i32.const 3)))))
              (local.set $at (i32.add (local.get $at) (i32.sub (i32.const 8) (local.get $zeros))))
              (br $next)))
          (br_if $stopped (i32.eqz (i32.and
            (i32.and (f64.lt (local.get $size) (f64.const 1)) (f64.ge (local.get $size) (f64.const 0.0001)))
            (f64.eq (f64.promote_f32 (f32.demote_f64 (local.get $size))) (local.get $size)))))
          (if (f64.lt (local.get $value) (f64.const 0)) (then
            (i32.store8 (local.get $at) (i32.const 45))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))))
          (local.set $zeros (i32.add
            (i32.add (f64.lt (local.get $size) (f64.const 0.1)) (f64.lt (local.get $size) (f64.const 0.01)))
            (f64.lt (local.get $size) (f64.const 0.001))))
          ;; 0.000
          (i64.store (local.get $at) (i64.const 0x3030303030302e30))
          (local.set $at (i32.add (local.get $at) (i32.add (local.get $zeros) (i32.const 2))))
          ;; Of 24 significant bits, times 10^12 at most, which has 28, it is exact, and so is what its whole part leaves.
          (local.set $scaled (f64.mul (local.get $size) (f64.load offset=8 (i32.shl (local.get $zeros) (i32.const 3)))))
          (local.set $high (f64.floor (local.get $scaled)))
          (local.set $scaled (f64.floor (f64.add
            (f64.mul (f64.sub (local.get $scaled) (local.get $high)) (f64.const 1e8))
            (f64.const 0.5))))
          (if (f64.eq (local.get $scaled) (f64.const 1e8)) (then
            (local.set $scaled (f64.const 0))
            (local.set $high (f64.add (local.get $high) (f64.const 1)))))
          (local.set $whole (i32.trunc_f64_u (local.get $high)))
          (local.set $rest (i32.div_u (local.get $whole) (i32.const 100000000)))
          (local.set $first (call $eight (i32.sub (local.get $whole) (i32.mul (local.get $rest) (i32.const 100000000)))))
          (local.set $second (call $eight (i32.trunc_f64_u (local.get $scaled))))
          (i32.store8 (local.get $at) (i32.add (local.get $rest) (i32.const 48)))
          (i64.store offset=1 (local.get $at) (i64.or (local.get $first) (i64.const 0x3030303030303030)))
          (i64.store offset=9 (local.get $at) (i64.or (local.get $second) (i64.const 0x3030303030303030)))
          ;; without the zeros behind the last digit
          (local.set $at (i32.add (local.get $at) (if (result i32) (i64.ne (local.get $second) (i64.const 0))
            (then (i32.sub (i32.const 17) (i32.shr_u (i32.wrap_i64 (i64.clz (local.get $second))) (i32.const 3))))
            (else (i32.sub (i32.const 9) (i32.shr_u (i32.wrap_i64 (i64.clz (local.get $first))) (i32.const 3)))))))
          (br $next))))
    (local.get $row))

  ;; The eight digits of a number, one a byte, the first in the lowest: halves of four, then pairs, then each alone, all of them at once.
  (func $eight (param $number i32) (result i64)
    (local $fours i64) (local $hundreds i64) (local $pairs i64) (local $tens i64) (local $half i32)
    (local.set $half (i32.div_u (local.get $number) (i32.const 10000)))
    (local.set $fours (i64.or
      (i64.extend_i32_u (local.get $half))
      (i64.shl (i64.extend_i32_u (i32.sub (local.get $number) (i32.mul (local.get $half) (i32.const 10000)))) (i64.const 32))))
    ;; 10486 / 2^20 is a hundredth of all below 10^4, 103 / 2^10 a tenth of all below 100
    (local.set $hundreds (i64.and
      (i64.shr_u (i64.mul (local.get $fours) (i64.const 10486)) (i64.const 20))
      (i64.const 0x0000007f0000007f)))
    (local.set $pairs (i64.add
      (local.get $hundreds)
      (i64.shl (i64.sub (local.get $fours) (i64.mul (local.get $hundreds) (i64.const 100))) (i64.const 16))))
    (local.set $tens (i64.and
      (i64.shr_u (i64.mul (local.get $pairs) (i64.const 103)) (i64.const 10))
      (i64.const 0x000f000f000f000f)))
    (i64.add
      (local.get $tens)
      (i64.shl (i64.sub (local.get $pairs) (i64.mul (local.get $tens) (i64.const 10))) (i64.const 8)))))
