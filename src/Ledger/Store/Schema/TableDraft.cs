using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Compensation.Ledger.Store.Schema;

/// <summary>Represents a table as a migration writes it down: columns, key, indices and the rules for rows that are added.</summary>
/// <remarks>A column whose name ends in <c>?</c> may be null.</remarks>
internal sealed class TableDraft(string name)
{
    private readonly List<(string Name, ColumnKind Kind, bool Nullable)> columns = [];
    private readonly List<(string[] Columns, bool Unique, string? Filter)> indices = [];
    private readonly List<RowRule> rules = [];
    private string[] key = [];
    private HeldWhileAdding held = HeldWhileAdding.Programme;
    private bool changeable;

    public TableDraft Ints(params string[] names) => Add(ColumnKind.Int, names);

    public TableDraft Longs(params string[] names) => Add(ColumnKind.Long, names);

    public TableDraft Texts(params string[] names) => Add(ColumnKind.Text, names);

    public TableDraft Bytes(params string[] names) => Add(ColumnKind.Bytes, names);

    public TableDraft Values(params string[] names) => Add(ColumnKind.Values, names);

    public TableDraft Key(params string[] names)
    {
        key = names;
        return this;
    }

    public TableDraft Unique(string[] names, string? filter = null) => Index(names, true, filter);

    public TableDraft Index(string[] names, string? filter = null) => Index(names, false, filter);

    /// <summary>Rows may be changed and removed; everywhere else the database refuses that.</summary>
    public TableDraft Changeable()
    {
        changeable = true;
        return this;
    }

    /// <summary>Rows may be added without holding the programme's head.</summary>
    public TableDraft Holds(HeldWhileAdding instead)
    {
        held = instead;
        return this;
    }

    /// <summary>A row with these columns must be in another table. What is there never goes away, so looking once is enough.</summary>
    /// <param name="table">The other table.</param>
    /// <param name="links">The columns besides the programme: <c>seller</c>, or <c>parent=seller</c> where the names differ.</param>
    public TableDraft Refers(string table, params string[] links) => Refers(table, links, byExtremes: false);

    /// <summary>A row with this number must be in another table, whose numbers count up without gaps: where the least and the greatest of many are there,
    /// so are all between.</summary>
    /// <param name="table">The other table, whose column <see cref="Counts"/>.</param>
    /// <param name="link">The column besides the programme, as in <see cref="Refers(string, string[])"/>.</param>
    public TableDraft RefersToCounted(string table, string link) => Refers(table, [link], byExtremes: true);

    /// <summary>A column counts from a number on, without gaps, for each value of the key's columns before it.</summary>
    public TableDraft Counts(string column, int from = 1)
    {
        var before = key.TakeWhile(part => part != column).DefaultIfEmpty("programme");
        var same = before.Select(part => $"p.{part} = @.{part} AND ");
        return Rule(LedgerRule.NumberGap, null,
            $"@.{column} <> {from} AND NOT EXISTS (SELECT 1 FROM {name} p WHERE {string.Concat(same)}p.{column} = @.{column} - 1)",
            $"{column} does not follow the one before");
    }

    /// <summary>A condition that no row fulfils.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="reads">The columns that the condition reads besides the programme, where few different values of them stand in many
    /// rows; null where each row has its own.</param>
    /// <param name="broken">The condition in the SQL that all databases share; <c>@.</c> stands for the row.</param>
    /// <param name="says">What is wrong with such a row.</param>
    public TableDraft Rule(LedgerRule rule, string[]? reads, string broken, string says)
    {
        rules.Add(new RowRule(rule, reads, broken, says));
        return this;
    }

    /// <summary>Adds the table to a migration.</summary>
    public void Create(MigrationBuilder migration, LedgerDialect dialect)
    {
        var table = new CreateTableOperation
        {
            Name = name,
            PrimaryKey = new AddPrimaryKeyOperation { Name = LedgerNames.Key(name), Table = name, Columns = key },
        };
        table.Columns.AddRange(columns.Select(column => new AddColumnOperation
        {
            Table = name,
            Name = column.Name,
            ClrType = typeof(object),
            ColumnType = dialect.TypeOf(column.Kind, IsKey(column.Name)),
            IsNullable = column.Nullable,
        }));
        migration.Operations.Add(table);
        migration.Operations.AddRange(indices.Select(index => new CreateIndexOperation
        {
            Name = LedgerNames.Index(name, index.Columns, index.Unique),
            Table = name,
            Columns = index.Columns,
            IsUnique = index.Unique,
            Filter = dialect.FilterOf(index.Filter),
        }));
        foreach (var sql in (changeable ? [] : dialect.RefuseChanges(name)).Concat(rules.Count == 0 ? [] : dialect.CheckAdded(name, rules, held)))
        {
            migration.Sql(sql);
        }
    }

    /// <summary>Checks rows that are added to the table, which is there, as this draft says; where it says the same as before, only faster.</summary>
    public void CheckFaster(MigrationBuilder migration, LedgerDialect dialect)
    {
        if (rules.Count > 0 && dialect.CheckFaster(name, rules, held) is { } sql)
        {
            migration.Sql(sql);
        }
    }

    /// <summary>Checks rows that are added to the table, which is there, as this draft says, and no longer as another one said.</summary>
    public void CheckOtherwise(MigrationBuilder migration, LedgerDialect dialect)
    {
        foreach (var sql in dialect.CheckOtherwise(name, rules, held))
        {
            migration.Sql(sql);
        }
    }

    private TableDraft Refers(string table, string[] links, bool byExtremes)
    {
        var pairs = links.Select(link => link.Split('=')).Select(ends => (Own: ends[0], Other: ends[^1])).ToList();
        var known = pairs.Where(pair => columns.Exists(column => column.Name == pair.Own && column.Nullable))
            .Select(pair => $"@.{pair.Own} IS NOT NULL AND ");
        var same = pairs.Select(pair => $" AND r.{pair.Other} = @.{pair.Own}");
        var own = pairs.Count == 0 ? "programme" : string.Join(", ", pairs.Select(pair => pair.Own));
        rules.Add(new RowRule(LedgerRule.UnknownReference, [.. pairs.Select(pair => pair.Own)],
            $"{string.Concat(known)}NOT EXISTS (SELECT 1 FROM {table} r WHERE r.programme = @.programme{string.Concat(same)})",
            $"{own} is not in {table}", byExtremes));
        return this;
    }

    private bool IsKey(string column) => key.Contains(column) || indices.Exists(index => index.Columns.Contains(column));

    private TableDraft Add(ColumnKind kind, string[] names)
    {
        columns.AddRange(names.Select(column => (column.TrimEnd('?'), kind, column.EndsWith('?'))));
        return this;
    }

    private TableDraft Index(string[] names, bool unique, string? filter)
    {
        indices.Add((names, unique, filter));
        return this;
    }
}

/// <summary>A rule for rows that are added.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Reads">The columns that decide besides the programme, or null for all.</param>
/// <param name="Broken">The condition that no row fulfils.</param>
/// <param name="Says">What is wrong with such a row.</param>
/// <param name="ByExtremes">Whether it is enough to look at the least and the greatest value of the one column that decides.</param>
internal sealed record RowRule(LedgerRule Rule, string[]? Reads, string Broken, string Says, bool ByExtremes = false);

/// <summary>What a transaction that adds rows holds from then on, so that what the rules look at cannot change before it ends.</summary>
internal enum HeldWhileAdding
{
    /// <summary>The programme's head, alone.</summary>
    Programme,

    /// <summary>The run that the rows are of, together with others who add rows.</summary>
    Run,

    /// <summary>The run, alone.</summary>
    RunAlone,
}

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary>A number of 32 bits.</summary>
    Int,

    /// <summary>A number of 64 bits.</summary>
    Long,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Numbers of 64 bits or nulls, by position.</summary>
    Values,
}
