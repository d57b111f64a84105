package io.vestnik.security;

import io.vestnik.application.account.PasswordHasher;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PasswordHash;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;

/// Hashes passwords with Argon2id, version 1.3 (RFC 9106).
public final class Argon2Hasher implements PasswordHasher {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /// The memory that the algorithm needs in addition to its configured memory, in blocks of 1 KiB.
    private static final int BLOCKS_ASIDE = 8;

    private static final long BLOCK_BYTES = 1024;

    private final Argon2Parameters parameters;
    private final SecureRandom random;
    private final PhcString dummyHash;

    /// The memory of the last hash, which the next hash reuses unless it was garbage-collected. New memory for each
    /// hash would reach the old generation before it becomes garbage, and a few hundred registrations would fill
    /// gigabytes of heap.
    private volatile WeakReference<BlockPool> lastBlocks = new WeakReference<>(null);

    /// A hasher with [Argon2Parameters#RECOMMENDED].
    public Argon2Hasher() {
        this(Argon2Parameters.RECOMMENDED, new SecureRandom());
    }

    /// A hasher that makes hashes with `parameters`. It also verifies hashes that were made with other parameters, and
    /// reports them as outdated.
    public Argon2Hasher(Argon2Parameters parameters, SecureRandom random) {
        this.parameters = parameters;
        this.random = random;
        this.dummyHash = new PhcString(parameters, bytes(SALT_BYTES), bytes(HASH_BYTES));
    }

    /// The memory that hashing one password holds, in bytes.
    public long bytesEach() {
        return (parameters.memoryKiB() + BLOCKS_ASIDE) * BLOCK_BYTES;
    }

    @Override
    public PasswordHash hash(Password password) {
        byte[] salt = bytes(SALT_BYTES);
        byte[] hash = argon2id(password.value(), parameters, salt, HASH_BYTES);
        return new PasswordHash(new PhcString(parameters, salt, hash).text());
    }

    @Override
    public Match verify(PasswordAttempt attempt, Optional<PasswordHash> hash) {
        PhcString known = hash.map(present -> PhcString.parse(present.value())).orElse(dummyHash);
        byte[] tried = argon2id(attempt.value(), known.parameters(), known.salt(), known.hash().length);
        boolean same = MessageDigest.isEqual(tried, known.hash()) && hash.isPresent();
        if (!same) {
            return Match.NO;
        }
        return known.parameters().equals(parameters) ? Match.YES : Match.YES_OUTDATED;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] argon2id(String password, Argon2Parameters parameters, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new org.bouncycastle.crypto.params.Argon2Parameters.Builder(
                        org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_id)
                .withVersion(org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(parameters.memoryKiB())
                .withIterations(parameters.iterations())
                .withParallelism(parameters.parallelism())
                .withSalt(salt)
                .withBlockPool(blocks())
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private BlockPool blocks() {
        BlockPool blocks = lastBlocks.get();
        if (blocks == null) {
            blocks = new FixedBlockPool(parameters.memoryKiB() + BLOCKS_ASIDE);
            lastBlocks = new WeakReference<>(blocks);
        }
        return blocks;
    }
}
