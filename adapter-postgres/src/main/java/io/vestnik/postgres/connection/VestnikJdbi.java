package io.vestnik.postgres.connection;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.array.SqlArrayTypes;
import org.jdbi.v3.core.codec.CodecFactory;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.postgres.PostgresPlugin;

/// Registers the types of the domain with jdbi: as parameters, as elements of array parameters and as columns.
public final class VestnikJdbi implements JdbiPlugin {
    @Override
    public void customizeJdbi(Jdbi jdbi) {
        jdbi.installPlugin(new PostgresPlugin());
        jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(false);
        CodecFactory.Builder codecs = CodecFactory.builder();
        SqlArrayTypes arrays = jdbi.getConfig(SqlArrayTypes.class);
        for (ValueCodec<?, ?> codec : Codecs.ALL) {
            codecs.addCodec(codec.value(), codec);
            arrays.register(codec.array());
        }
        jdbi.registerCodecFactory(codecs.build());
    }
}
