using System.Text;

namespace Compensation.Ledger.Store.Schema;

/// <summary>What differs between databases where the schema is concerned: column types and triggers.</summary>
internal abstract class LedgerDialect
{
    /// <summary>The dialect of an EF Core provider.</summary>
    /// <exception cref="NotSupportedException">There is none.</exception>
    public static LedgerDialect Of(string? provider) => provider switch
    {
        "Microsoft.EntityFrameworkCore.Sqlite" => new SqliteDialect(),
        "Npgsql.EntityFrameworkCore.PostgreSQL" => new PostgreSqlDialect(),
#if CLUSTER
        "Microsoft.EntityFrameworkCore.SqlServer" => new SqlServer.SqlServerDialect(),
#endif
        _ => throw new NotSupportedException($"The ledger has no schema for '{provider}'; use SQLite or PostgreSQL."),
    };

    /// <summary>A column's type.</summary>
    /// <param name="kind">What it holds.</param>
    /// <param name="isKey">Whether it stands in the key or an index.</param>
    public abstract string TypeOf(ColumnKind kind, bool isKey);

    /// <summary>What the database makes of an index' filter; null where it has to take all rows.</summary>
    public virtual string? FilterOf(string? filter) => filter;

    /// <summary>What the triggers of all tables need.</summary>
    public abstract IEnumerable<string> Prepare();

    /// <summary>Refuses changes of a table's rows, and their removal.</summary>
    public abstract IEnumerable<string> RefuseChanges(string table);

    /// <summary>Checks rows that are added.</summary>
    public abstract IEnumerable<string> CheckAdded(string table, IReadOnlyList<RowRule> rules, HeldWhileAdding held);

    /// <summary>Checks rows that are added to a table that was made before; null where that would change nothing.</summary>
    public virtual string? CheckFaster(string table, IReadOnlyList<RowRule> rules, HeldWhileAdding held) => null;

    /// <summary>Checks rows that are added to a table that was made before, and no longer as was said then.</summary>
    public IEnumerable<string> CheckOtherwise(string table, IReadOnlyList<RowRule> rules, HeldWhileAdding held) =>
        CheckFaster(table, rules, held) is { } sql ? [sql] : [$"DROP TRIGGER check_{table}", .. CheckAdded(table, rules, held)];

    /// <summary>Refuses that a programme's head goes backwards, that it is renamed or removed.</summary>
    /// <param name="broken">The condition in terms of <c>OLD</c> and <c>NEW</c>.</param>
    /// <param name="says">What is wrong with such a change.</param>
    public abstract IEnumerable<string> GuardHead(string broken, string says);

    /// <summary>The text with which a trigger refuses, which <see cref="LedgerErrors"/> reads again.</summary>
    public static string Refusal(LedgerRule rule, string table, string says) => $"[{Word(rule)}] {table}: {says}";

    /// <summary>A rule's name in such a text: <c>closed-period</c>.</summary>
    public static string Word(LedgerRule rule)
    {
        var word = new StringBuilder();
        foreach (var letter in rule.ToString())
        {
            word.Append(char.IsUpper(letter) && word.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }

    /// <summary>What is said about a change.</summary>
    protected const string NeverChanged = "rows are never changed or removed; add a row that corrects it";
}
