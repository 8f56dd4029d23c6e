using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Compensation.Ledger.Store;

/// <summary>Represents the ledger's tables. One context serves one piece of work on one thread.</summary>
/// <remarks>Nothing is tracked after a query: rows are added and read, never changed.</remarks>
public sealed partial class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    /// <summary>The context's batch, once there is one, see <see cref="LedgerBatch.Of"/>.</summary>
    internal LedgerBatch? Batch { get; set; }

    /// <summary>The rows of a table.</summary>
    public IQueryable<TRow> Rows<TRow>() where TRow : class => Set<TRow>().AsNoTracking();

    /// <summary>Adds the model.</summary>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ProgrammesAndSellers(modelBuilder);
        OrdersAndPeriods(modelBuilder);
        Runs(modelBuilder);
        MoneyAndRecords(modelBuilder);
        Storefronts(modelBuilder);
        RolesAndMoves(modelBuilder);
        // EF Core takes a property of this name for the key, and then for one that may be missing.
        modelBuilder.Entity<SellerRow>().Property(row => row.Id).IsRequired();
        modelBuilder.Entity<CustomerRow>().Property(row => row.Id).IsRequired();
        modelBuilder.Entity<MoveRow>().Property(row => row.Id).IsRequired();
        LedgerNames.Apply(modelBuilder.Model);
#if CLUSTER
        if (Database.IsSqlServer())
        {
            // Where a table has triggers, SQL Server takes no OUTPUT clause.
            foreach (var entity in modelBuilder.Model.GetEntityTypes())
            {
                entity.UseSqlOutputClause(false);
            }
        }
#endif
    }

    private static void ProgrammesAndSellers(ModelBuilder model)
    {
        Table<ProgrammeRow>(model, "programmes", row => row.Programme).HasIndex(row => row.Name).IsUnique();
        Table<StorefrontRow>(model, "storefronts", row => new { row.Programme, row.Storefront })
            .HasIndex(row => new { row.Programme, row.Name }).IsUnique();
        Table<WordRow>(model, "words", row => new { row.Programme, row.Word })
            .HasIndex(row => new { row.Programme, row.Name }).IsUnique();
        var fields = Table<FieldRow>(model, "fields", row => new { row.Programme, row.Scope, row.Field });
        fields.HasIndex(row => new { row.Programme, row.Scope, row.Name, row.Type, row.Decimals }).IsUnique();
        fields.Property(row => row.Scope).HasConversion<int>();
        fields.Property(row => row.Type).HasConversion<int>();
        var sellers = Table<SellerRow>(model, "sellers", row => new { row.Programme, row.Seller });
        sellers.HasIndex(row => new { row.Programme, row.Id }).IsUnique();
        sellers.HasIndex(row => new { row.Programme, row.Sequence });
        Table<SellerEventRow>(model, "seller_events", row => new { row.Programme, row.Seller, row.Event })
            .HasIndex(row => new { row.Programme, row.Sequence });
        Table<CustomerRow>(model, "customers", row => new { row.Programme, row.Customer })
            .HasIndex(row => new { row.Programme, row.Id }).IsUnique();
        var edges = Table<EdgeRow>(model, "edges", row => new { row.Programme, row.Tree, row.Seller, row.Change });
        edges.HasIndex(row => new { row.Programme, row.Tree, row.Parent });
        edges.HasIndex(row => new { row.Programme, row.Tree, row.Seller }).HasFilter("parent > seller");
        edges.HasIndex(row => new { row.Programme, row.Sequence });
        Table<HoldRow>(model, "holds", row => new { row.Programme, row.Seller, row.Event });
    }

    private static void OrdersAndPeriods(ModelBuilder model)
    {
        var orders = Table<OrderEventRow>(model, "order_events", row => new { row.Programme, row.Sequence });
        orders.HasIndex(row => new { row.Programme, row.OrderId, row.Event }).IsUnique();
        orders.HasIndex(row => new { row.Programme, row.Storefront, row.RequestId }).IsUnique().HasFilter("request_id IS NOT NULL");
        orders.HasIndex(row => new { row.Programme, row.Period }).HasFilter("period IS NOT NULL");
        Table<PlanVersionRow>(model, "plan_versions", row => new { row.Programme, row.Version });
        Table<PeriodRow>(model, "periods", row => new { row.Programme, row.Period })
            .HasIndex(row => new { row.Programme, row.Name }).IsUnique();
        Table<PeriodEventRow>(model, "period_events", row => new { row.Programme, row.Period, row.Event });
        Table<AdjustmentRow>(model, "adjustments", row => new { row.Programme, row.Adjustment })
            .HasIndex(row => new { row.Programme, row.Period });
        Table<OverrideRow>(model, "overrides", row => new { row.Programme, row.Override })
            .HasIndex(row => new { row.Programme, row.Period });
    }

    private static void Runs(ModelBuilder model)
    {
        Table<RunRow>(model, "runs", row => new { row.Programme, row.Run }).HasIndex(row => new { row.Programme, row.Period });
        Table<RunSealRow>(model, "run_seals", row => new { row.Programme, row.Run });
        Table<RunNameRow>(model, "run_names", row => new { row.Programme, row.Run, row.Kind, row.Number });
        var lines = Table<RunLineRow>(model, "run_lines", row => new { row.Programme, row.Run, row.Line });
        lines.HasIndex(row => new { row.Programme, row.Run, row.Payee });
        lines.Property(row => row.Kind).HasConversion<int>();
        Table<RunEarningRow>(model, "run_earnings", row => new { row.Programme, row.Run, row.Payee, row.Bonus });
        Table<RunSellerRow>(model, "run_sellers", row => new { row.Programme, row.Run, row.Seller });
        Table<RunPaymentRow>(model, "run_payments", row => new { row.Programme, row.Run, row.Payment })
            .HasIndex(row => new { row.Programme, row.Run, row.Payee });
        Table<RunCarryRow>(model, "run_carry", row => new { row.Programme, row.Run, row.Item, row.Seller });
        Table<RunLotRow>(model, "run_lots", row => new { row.Programme, row.Run, row.Lot });
        Table<RunPlaceRow>(model, "run_places", row => new { row.Programme, row.Run, row.Tree, row.Seller });
        Table<RunTotalRow>(model, "run_totals", row => new { row.Programme, row.Run, row.Number });
        Table<RunRemarkRow>(model, "run_remarks", row => new { row.Programme, row.Run, row.Number });
    }

    private static void MoneyAndRecords(ModelBuilder model)
    {
        Table<PayoutRow>(model, "payouts", row => new { row.Programme, row.Payout })
            .HasIndex(row => new { row.Programme, row.Run, row.Payment }).IsUnique();
        Table<PayoutEventRow>(model, "payout_events", row => new { row.Programme, row.Payout, row.Event });
        Table<BalanceRow>(model, "balances", row => new { row.Programme, row.Seller, row.Currency, row.Event });
        Table<RequestRow>(model, "requests", row => new { row.Programme, row.Scope, row.RequestId });
        Table<AuditRow>(model, "audit", row => new { row.Programme, row.Entry });
        Table<OutboxRow>(model, "outbox", row => new { row.Programme, row.Sequence, row.Number });
        Table<OutboxReaderRow>(model, "outbox_readers", row => new { row.Programme, row.Reader });
        Table<GrainStateRow>(model, "grain_states", row => new { row.StateName, row.GrainKey });
        Table<DisputeRow>(model, "disputes", row => new { row.Programme, row.Dispute }).HasIndex(row => new { row.Programme, row.Seller });
        Table<DisputeMessageRow>(model, "dispute_messages", row => new { row.Programme, row.Dispute, row.Message })
            .HasIndex(row => new { row.Programme, row.Sequence });
        Table<PersonRow>(model, "persons", row => new { row.Programme, row.Kind, row.Number });
        Table<SettingsRow>(model, "settings", row => new { row.Programme, row.Version });
    }

    private static void Storefronts(ModelBuilder model)
    {
        Table<StorefrontKeyRow>(model, "storefront_keys", row => new { row.Programme, row.Key });
        Table<StorefrontKeyEventRow>(model, "storefront_key_events", row => new { row.Programme, row.Key, row.Event });
        Table<ReferralCodeRow>(model, "referral_codes", row => new { row.Programme, row.Code }).Property(row => row.Means).HasConversion<int>();
        var touches = Table<TouchRow>(model, "touches", row => new { row.Programme, row.Touch });
        touches.Property(row => row.Means).HasConversion<int>();
        touches.HasIndex(row => new { row.Programme, row.Visitor }).HasFilter("visitor IS NOT NULL");
        touches.HasIndex(row => new { row.Programme, row.Customer }).HasFilter("customer IS NOT NULL");
        Table<VisitorRow>(model, "visitors", row => new { row.Programme, row.Visitor }).HasIndex(row => new { row.Programme, row.Customer });
        Table<CreditRow>(model, "credits", row => new { row.Programme, row.OrderId, row.Part });
    }

    private static void RolesAndMoves(ModelBuilder model)
    {
        Table<RoleEventRow>(model, "role_events", row => new { row.Programme, row.Event }).HasIndex(row => new { row.Programme, row.Subject });
        Table<MoveRow>(model, "moves", row => new { row.Programme, row.Move }).HasIndex(row => new { row.Programme, row.Id }).IsUnique();
        Table<MoveEventRow>(model, "move_events", row => new { row.Programme, row.Move, row.Event })
            .HasIndex(row => new { row.Programme, row.Sequence });
    }

    private static EntityTypeBuilder<TRow> Table<TRow>(ModelBuilder model, string name, Expression<Func<TRow, object?>> key) where TRow : class
    {
        var table = model.Entity<TRow>().ToTable(name);
        table.HasKey(key);
        return table;
    }
}
