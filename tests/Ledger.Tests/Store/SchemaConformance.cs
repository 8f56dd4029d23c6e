using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Store;

/// <summary>The migrations, which are written by hand, make exactly the tables that the model speaks of.</summary>
public abstract class SchemaConformance(LedgerFixture ledger)
{
    [DatabaseFact]
    public async Task Migrations_TheirTables_AreThoseOfTheModel()
    {
        await using var context = ledger.Database.CreateContext();
        var model = context.GetService<IDesignTimeModel>().Model.GetRelationalModel();

        var there = await ReadAsync(context, TablesThere);

        var wanted = model.Tables.SelectMany(Describe).ToList();
        there.Except(wanted).ShouldBeEmpty("In the database, but not in the model.");
        wanted.Except(there).ShouldBeEmpty("In the model, but not in the database.");
    }

    [DatabaseFact]
    public void Model_EveryKeyAndIndex_BeginsWithTheProgramme()
    {
        using var context = ledger.Database.CreateContext();

        var columns = context.Model.GetEntityTypes().Where(entity => entity.ClrType != typeof(GrainStateRow) && entity.ClrType != typeof(ProgrammeRow))
            .SelectMany(entity => entity.GetKeys().Select(key => key.Properties).Concat(entity.GetIndexes().Select(index => index.Properties)));

        columns.ShouldAllBe(properties => properties[0].Name == nameof(ProgrammeRow.Programme));
    }

    /// <summary>One line per column, <c>table.column type null?</c>; per key, <c>table key columns</c>; per index, <c>name: columns
    /// unique? partial?</c>.</summary>
    protected abstract string TablesThere { get; }

    private static IEnumerable<string> Describe(ITable table) =>
    [
        .. table.Columns.Select(column => $"{table.Name}.{column.Name} {column.StoreType}{(column.IsNullable ? " null" : "")}"),
        $"{table.Name} key {Names(table.PrimaryKey!.Columns)}",
        .. table.Indexes.Select(index => $"{index.Name}: {Names(index.Columns)}{(index.IsUnique ? " unique" : "")}{(index.Filter is null ? "" : " partial")}"),
    ];

    private static string Names(IEnumerable<IColumn> columns) => string.Join(',', columns.Select(column => column.Name));

    private static async Task<List<string>> ReadAsync(LedgerContext context, string query)
    {
        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}

public sealed class SqliteSchemaTests(SqliteFixture ledger) : SchemaConformance(ledger), IClassFixture<SqliteFixture>
{
    protected override string TablesThere => """
        WITH t AS (SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\_\_%' ESCAPE '\')
        SELECT t.name || '.' || c.name || ' ' || c.type || CASE WHEN c."notnull" THEN '' ELSE ' null' END FROM t, pragma_table_info(t.name) c
        UNION ALL SELECT name || ' key ' || group_concat(part) FROM (
            SELECT t.name, c.name AS part FROM t, pragma_table_info(t.name) c WHERE c.pk > 0 ORDER BY t.name, c.pk) GROUP BY name
        UNION ALL SELECT name || ': ' || group_concat(part) || CASE WHEN "unique" THEN ' unique' ELSE '' END || CASE WHEN partial THEN ' partial' ELSE '' END
            FROM (SELECT i.name, i."unique", i.partial, p.name AS part FROM t, pragma_index_list(t.name) i, pragma_index_info(i.name) p
                WHERE i.origin = 'c' ORDER BY i.name, p.seqno) GROUP BY name
        """;
}

[NeedsPostgreSql]
public sealed class PostgreSqlSchemaTests(PostgreSqlFixture ledger) : SchemaConformance(ledger), IClassFixture<PostgreSqlFixture>
{
    protected override string TablesThere => """
        WITH t AS (SELECT oid, relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE '\_\_%')
        SELECT t.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN '' ELSE ' null' END
            FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT CASE WHEN i.indisprimary THEN t.relname || ' key ' ELSE n.relname || ': ' END
            || (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY k(attnum, place)
                JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum)
            || CASE WHEN i.indisunique AND NOT i.indisprimary THEN ' unique' ELSE '' END || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END
            FROM t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class n ON n.oid = i.indexrelid
        """;
}
