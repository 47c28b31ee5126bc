"""How often common words, numbers and pairs of characters stand in headlines: a table of document frequencies.

Counted over some 340,000 headlines in English, Chinese and Vietnamese; only words that at least 200 of them hold. A
line: twice the binary logarithm of the frequency, then the keys as bot/core/story/words.py makes them; "_" stands for
the space within a pair of Vietnamese syllables. Nothing but how often a word is used follows from it.
"""

from __future__ import annotations

import math

SIZE = 344_000  # headlines


_TABLE = """
30 2025
29 2026 ai the to
28 in of
27 2 2024 3 5 6 7 and for on
26 0 1 10 11 12 4 8 9 của is nam người nvidia việt with ở 什么 如何
25 an as bị cho có công hcm không new quốc tp tp_hcm trong trump việt_nam đồng 中国
24 16 after at from it khi mỹ ngày nhà năm sau stock trung tại từ us và vì về với xe đầu 一个 为什
23 13 14 15 17 18 19 20 21 22 23 24 25 26 27 28 30 are by bộ cao dân dự gia giá giải how hàng hơn học hội làm market
23 mới nhiều nhân nhất nước openai ra sao says show sinh that thành thế thể thủ triệu trên trường tăng vào vụ what
23 world year ông đường được đại đến để động 公司 发布 哪些 怎么 模型 游戏
22 29 31 agent anh appl be billion bán báo bắt can ceo china chip chiến chính chỉ chủ con cup các cơ cảnh cấp cầu data
22 do first gam giới hn hà hà_nội hành iran its khách kết lan là lên lý lại lịch more my máy một nghiệp nhận những not
22 nào nội nữ open over phát pro shar sĩ sẽ số sự thanh this thái thông tin tiền trung_quốc trước tuyển tuổi tài tế tỉ
22 up viên why will window xuất you your án đi điều điểm điện đội 何评 全球 市场 年 手机 智能 月 汽车 没有 美元 美国
22 苹果 评价
21 36 about all app back bay biển build but buy bình bí bóng bản bảo bất bệnh châu could cuộc cách có_thể cùng cần cứu
21 deal deepsee doanh dùng earning game giao giúp giảm googl gây gì gần hai has hiện hình hòa hóa hợp into iphon just
21 kinh kỳ launch liên long lần lộ lớn lực million model mua mạnh mở nay nga nghệ nhập nhật now nói one out phòng phạm
21 phải power pric qua quan report rtx sáng sản sống tech thi thu tháng thư thương thắng thế_giới thị thời thực time
21 tiên tiếp top toàn triển trưởng trẻ tâm tìm tôi tư tướng tạo tập tết tịch tổng tử tỷ ukrain usd venezue vàng văn
21 world_cup ông_trump ăn đà đông đất đấu đề định 世界 产品 亿 何看 使用 可以 大模 小米 工作 工具 开发 开始 技术 数据
21 斯克 时代 是什 有哪 机器 来了 看待 科技 第一 自己 评论 还是 问题 马斯
20 40 50 amd america amid announc anthrop ba ban best big biệt bão bạn bắc bằng bỏ bố call center chatgpt chung chuyển
20 chưa chạy chết chồng chủ_tịch chức claud code company công_an công_nghệ day diễn doanh_nghiệp down du dầu dụng
20 dự_án em free futur giờ giữ giữa global gpu gái have here high hiệu hlv hoa hàn hôm hôm_nay hộ india intel investo
20 ipo khai khiến khu khởi kim kiến kỷ laptop like linux look loạt lũ lượng lập lễ malaysi man may meta microso minh
20 miền muốn mưa mạng mất mắt mặt need news next nguyễn người_dân ngờ như ninh niên no nên năng nẵng off or pc phá
20 pháp phí phạt phụ phục plan quy quyết quân quả quảng rais record releas sourc system sát sân sắp sức sử talk target
20 tay than thái_lan thêm thống thủ_tướng tim tiêu tiếng tiết today trad trai trang tranh triệu_đồng trình trận trị
20 trở trợ tàu tác tây tên tình tính tô tấn tỉ_đồng tố tốc tự u updat video việc viện vs vì_sao vô vượt vẫn was we who
20 work xây xã yêu á áp ý đang đà_nẵng đá đánh đã đình đạo đảo đặc đề_xuất đối đổi độ ảnh ứng 万 上市 不是 为何 了一
20 亿元 亿美 企业 体验 元 免费 分享 到底 功能 华为 可能 品牌 器人 回应 增长 实现 平台 年轻 应用 开源 影响 微软 成为
20 我们 投资 推出 推荐 支持 斯拉 日本 更新 有什 服务 未来 正式 消费 特斯 现在 用户 的 的人 系统 背后 芯片 融资 行业
20 视频 设计 谷歌 软件 轻人 这个 阿里 项目 首发
19 100 33 500 ahead amazon android bank biến biểu book built busines bàn bác bé bí_thư bóng_đá bất_ngờ ca cao_tốc ces
19 chang chi chuyên chuyện chuẩn cháy chân châu_á chế chứng city cod com cà cá còn cô căn cư cả cảm cảnh_báo cổ cửa
19 cựu danh demand design develop di diện don driv driver dài dẫn dịch dựng end energy enginee fall find full fund
19 geforc generat get gian giáo giả go good gpt graphic group growth gặp hay he help highlig his hoàn hoàng hàn_quốc
19 hướng hạ hạng hải hậu hệ học_sinh hồ hỗ hỗ_trợ ice if industr ios israel january keep khoa khánh khí khó khỏe kill
19 kiểm kiện know kích ký kế kỷ_lục lai lao leagu life live loại lâm lãnh lợi lục lừa lửa made maduro mak make mang me
19 memory miss month most musk mx mùa mẹ mỗi nasdaq nghi nghiệm nghỉ nghị ngoại nguy nguyên ngành ngân nha nhanh nhưng
19 nhật_bản nóng nạn oil partner peopl perform phim phát_hiện phát_triển phó phú phương phẩm phố play post product
19 profit program project quyền quốc_gia quốc_tế ra_mắt real researc result reveal revenu review rise robot rust rộng
19 samsung sang say securit sell set should siêu so softwar start stat still street support sách sông sở tariff test
19 tham thanh_niên thay their theo thiết thiếu thuế thường thần thế_nào thứ thức tiến tool tra trung_tâm trái trả
19 trọng trực turn tuyên tuyến two ty tài_xế tái tích tỉnh tối tốt tổ tới tục từng uk ultra use using vi vé vô_địch
19 vùng vũ vệ vị vợ wall want warn watch web week when xanh xem xác xế xử y ô đoàn đàn đêm đón đô đưa đại_học đầu_tiên
19 đầu_tư đẹp địch đỏ độc đội_tuyển đột đời đức ở_tp 一年 万元 上海 上线 下一 个人 个月 中的 了 人的 今年 代码 价格
19 伟达 你的 信息 值得 出海 分析 升级 半年 发展 发现 合作 员工 和 团队 国产 国内 国家 大家 如果 孩子 安全 完成 宣布
19 小时 巨头 已经 微信 怎样 报告 时间 是否 曝光 最大 最新 有多 有没 朗普 样的 正在 比赛 消息 特朗 生成 生活 电影 的一
19 真的 研究 神话 程序 第二 管理 系列 经济 能源 腾讯 自动 英伟 解决 计划 还有 选择 需要
18 1080p 2023 32 34 35 37 38 39 42 43 44 45 46 47 48 49 51 52 53 54 55 56 58 720p against air analyst attack austral
18 bao bas beat becom befor better binh bitcoin biên biết boost break bring bà bài bác_sĩ bên bảng bầu bắn bệnh_viện
18 campuch capital card chia chines cho_người chung_kết chuyền chơi chất chọn chống chờ claim clb clos cloud compute
18 control corpora cost cut cuối cáo cây công_bố công_ty cấm cầu_thủ cố cử cực digital does dow drop du_lịch dây dương
18 dưới dấu dịp dục elon eu expect featur fed fil financi firm forc found gain galaxy gemini gen gets gia_đình giang
18 github giám giám_đốc gold governm gpus gọi health higher hir hit hits hiểm hold home hous hoạch hoạt huang human
18 hút hại hạn hồi hồng i imag indones infrast investm issu jensen jump key khắc khỏi khởi_tố kéo languag last latest
18 lead learn linh liệt liệu llm lo luật lái lãnh_đạo lê lòng lưu lương lần_đầu lịch_sử lớp lời lừa_đảo ma mac maco
18 major meet messi mini miễn máy_bay mình mô mắc mở_rộng mục nai net network ngoài nguy_cơ ngân_hàng ngôi người_đàn
18 ngập nhiệm nhóm nhờ nvda nâng nơi nặng nếu nối nổ offer old onlin only order other our own phong phép phường phản
18 phụ_nữ phủ platfor predict push python q4 quang quarter quá quán quốc_hội rally rat rate return right ris risk run
18 sai sal sau_khi scal sea sea_games server servic sery sign sinh_viên some spacex star startup steam strateg strik
18 super surg sân_bay sóng sơ sơn sắc sớm sức_khỏe tai tak take team technol tesla them ther thes they thing think
18 thoại through thua thuận thuật thuốc thơ thưởng thấy thị_trường tiktok tin_tức tinh tiếp_tục toán tri truy truyền
18 trí trúng trăm trần trở_lại tuyên_bố tuyển_việt tuần tv tân tên_lửa tượng tạm tải tấn_công tỏa tổng_bí tổng_thống
18 tức tử_vong tỷ_đồng u_việt under ung ung_thư unit user uống version vong vòng vận vật vọng war way webrip without
18 xe_máy xin xuân xuống xây_dựng xã_hội xét xăng xếp yc yts yêu_cầu áo ô_tô ôtô đh đua đàn_ông đào đóng đăng đơn đạt
18 đảng đẩy đặc_biệt đặt địa đốc đồ đồng_nai đổ ấn 一下 一次 万亿 三星 不会 不能 与答 业务 么办 么样 了吗 事件 亚迪
18 产业 京东 人工 人类 从 价这 全国 全新 全面 公布 关于 关注 关税 出现 创业 创新 到了 前端 北京 千万 历史 原因 同比
18 后的 商业 国际 场比 城市 处理 多少 大厂 大学 大的 奥运 好的 字节 学习 学生 官方 工智 工程 带来 年的 广告 序员 应该
18 开启 性能 悟空 情况 成了 成功 我的 所有 持续 指南 收入 数字 文件 新能 方案 日 时候 是一 是不 显示 最近 最高 有人
18 朋友 模式 欧洲 比亚 氪首 活动 测试 海外 点 版本 用的 电动 电商 电池 电脑 的新 的时 直播 知道 科学 突破 终于 网络
18 美团 职场 能力 获取 营收 觉得 超级 车企 轮融 这一 这么 这场 进入 银行 销量 问与 集体 雷军 韩国 首次 香港 驾驶 黑神
17 1000 1e+09 200 2027 3d 4000 41 57 59 60 64 80 acceler access across action advanc again age an_toàn another any api
17 arsenal asean ask award been behind being biggest bill bit black block bond boom browser bubbl buộc bánh
17 bóng_chuyền băng bước bạc bại bảo_vệ bật bị_bắt bị_phạt bổ bộ_trưởng camera canada cao_nhất captur case cha challen
17 champio charg check chief chiếm chiến_lược chiều chrom chuyên_gia chuyến châu_âu chí chương chạm chở chợ
17 chứng_khoán co codex comput concern continu core court cpu crash creat crypto cung cà_mau cán cán_bộ cân câu cãi
17 cô_gái cú cũ cũng cơ_hội cưới cường cảnh_sát cần_thơ cộng cờ của_người của_ông da daily days dead death deliver
17 desktop despit devic discove dividen dollar dron du_khách dur dòng dù dễ dừng dữ dự_kiến early economi edge europ
17 even ever every expand fac face fast fear februar fifa final finally fire fix follow forecas gaza gett ghi gia_lai
17 giant giao_thông giành giá_vàng giáp going got greenla grow gửi head her history hormuz host hoạt_động huy huyết
17 huế hành_trình hè hôn hùng hơn_tỉ hương hưởng hạt hết hợp_tác hữu inc includ increas index inflati insid intelli
17 interes interna interne introdu invest ip japan job jobs join js khoa_học khoán khoản khác khám khánh_hòa khẩn khẩu
17 kinh_doanh kinh_tế kiếm kể kịch land law leader leav level light limit link list liệt_sĩ local los loss love low
17 lower làng lãi lý_do lược lạ lạnh lấy lỗi lớn_nhất ma_túy machin mai maintai massiv mau max media militar miền_nam
17 miễn_phí mong monitor mov move much music mà màn máu mã món môn mại mẫu mật mức mừng nam_á near ngay nghĩa
17 người_chết người_việt ngược ngọc ngủ ngừng nhau nhiều_người nhiễm nhà_ở nhân_viên nhạc nhất_thế nhỏ non nuôi này
17 nói_gì nông nắng nổi nửa nữ_việt offic officia oled opencla operati outlook part pay phi phiếu phon phán phân phê
17 phóng phút phần point preside privat problem process protest public putin quay quen questio quý quản ra_sao race
17 ram reach read red reporte riêng ronaldo rul russia rút rơi rất rừng sa sale sau_năm scienc scienti search season
17 second secur see seek sees self shift shoot short signal sinc singapo skill smart soar social son south soát spac
17 spark spend ssd stak stop stor story stream strong study supply suất switch sàng sâu súng sư sản_xuất sẵn sẵn_sàng
17 sốc sốt sử_dụng tai_nạn tax tell thay_đổi thi_đấu thiên thiệt thoát thre threat thuê thành_phố thân thí thích
17 thông_tin thúc thăm thải thấp thất thận thật thủy thử thực_phẩm tiểu token toàn_cầu track train tranh_cãi trao
17 trillio triệu_usd tránh trương trải trải_nghiệm trắng trời trở_thành trụ tsmc tài_chính tài_sản tòa tù túy tưởng
17 tại_việt tầm tầng tặng tổ_chức u23 unveil upgrad v valuati vietnam vinh vision vui vấn vừa vực wher which whil win
17 won worth would writ xa xe_điện xuyên xuất_hiện xúc xổ xổ_số xử_lý y_tế youtub âm âu đa đau điểm_tin điện_thoại đài
17 đàm đáng đô_thị đôi đông_nam đúng đề_nghị đỉnh đủ ưu ủy 一代 一场 一天 一样 一款 一种 万美 上的 下载 不再 不到 专业
17 业绩 中心 为了 之后 了个 了什 互联 些影 交易 亮相 人民 仁勋 今天 今日 价值 优化 估值 你们 你会 倍 做了 健康 元起
17 充电 公开 关系 关键 内容 决赛 准备 分钟 创始 利润 制造 前线 加速 务器 十年 印度 即将 厂商 发生 发者 史上 吗 启动
17 咖啡 哪个 哪咤 喜欢 国人 在 在哪 在线 基金 外卖 大佬 始人 媒体 存在 季度 安卓 官宣 对话 小红 小鹏 就是 工人 工厂
17 己的 巴黎 市值 年度 建议 开放 很多 得关 息称 感觉 成本 我国 打工 打造 抖音 折叠 指数 挑战 提供 提升 搜索 支付 收购
17 政府 政策 故事 教育 新增 新的 新高 方式 方法 无人 无法 春节 是怎 普通 智驾 最前 最后 最强 有一 有望 期 本地 机会
17 来的 来越 架构 核心 每日 比增 汇总 流量 浏览 涨价 深圳 深度 焦虑 爆火 特尔 特曼 独家 独立 玩家 理想 理解 生产 生态
17 生意 用 电子 电视 疯狂 百万 百亿 百度 的小 的是 目前 直接 真正 短剧 研发 硬件 离职 移动 空间 突然 笔记 第 第三 红书
17 继续 编程 网友 网站 网红 网页 老板 联合 联网 股价 能体 能否 英特 落地 蔚来 被曝 裁员 要求 规模 览器 解读 计算 认为
17 让你 设备 该怎 语言 调整 调查 费获 资本 赚钱 赛道 起来 越来 趋势 迎来 运会 运动 运营 还能 这些 这是 这样 这种 进行
17 通过 那么 部分 都是 配置 里的 重新 重要 销售 限时 集团 需求 音乐 预期 预计 领导 风险 首个 首款 高管 鸿蒙 黄仁 黄金
16 10% 100% 10000 17h 1e+05 1e+06 2000 2022 2030 2e+09 3.202e+08 300 50% 5070 account acquir actuall add adjust
16 agentic agi alterna an_ninh an_tp analysi answer apps archite argenti arm around art asean_cup asia asian asus
16 automat availab away bad ban_nha bar beta between beyond biên_giới biển_hormuz bluray board box brain brand brazil
16 bug bán_kết bãi bão_số bùng bảo_hiểm bất_động bắt_đầu bền bốc bộ_công califor cam car cash chain chiến_sự
16 chiến_thắng chung_cư chuẩn_bị chàng chính_phủ chính_thức chú chăm chương_trình chấn chấp chậm chặn chỉnh chốt chỗ
16 chục chữa collect comment communi competi complet con_giáp confirm connect consume contain country crisi csgt
16 cursor custome cuts cuộc_sống cà_phê càng cái cánh cáo_buộc công_nhân căn_hộ cơ_sở cơn cướp cải cầm cận cắt
16 cổ_phiếu cụ cục của_mỹ của_việt debut decembe deep delay dell democra detail did differe display diễn_viên doubl
16 driven drug due duy dàn dưỡng dấu_hiệu dọa dữ_liệu earth economy edition electri electro employe engin enterpr eo
16 eo_biển eps era estimat etf europea event everyth ex executi expert explain export extend eyes factory fail family
16 far faster feel fight financ five focu food former four framewo friday fuel gan giv giàu giáo_dục gió giải_bóng
16 giải_pháp giấy giật great green grok guid gây_sốt gòn góp gấp gỡ hack had hand happen hard hardwar hiếm hlv_kim
16 hoa_hậu holding honda hot hour http hy hybrid hài hàng_trăm hát hãng hòa_bình hơi hơn_triệu hưng hạt_nhân họp hủy
16 idea ii impact improv inch inferen innovat insider integra isn java khoảnh khoảnh_khắc khu_vực khóa không_có
16 không_gian không_thể khả khởi_công khủng kim_sang kiểm_soát kiểm_tra km korea kêu kẹt kẻ kế_hoạch kết_nối kết_quả
16 kỹ la lan_tỏa lao_động largest leak led left lenovo less let lg library line liverpo liên_quan liên_tiếp llms loan
16 lost loạn ly làm_việc làn lào lá lâm_đồng lên_tiếng lúc lĩnh lưới lạc lầm lắk lễ_hội lệ lệnh lịch_thi lở m macbook
16 maker managem manager maratho mark mcp mean messag might minneap mix miền_trung mobil modern money multi màu
16 mô_hình mơ mưa_lớn mạc mạch mặc mỗi_ngày mới_của mục_tiêu nasa nationa nativ nba nearly netflix never nghi_phạm
16 nghiêm nghiên nghiên_cứu nghìn nghề nghệ_sĩ nguồn ngàn ngày_tháng ngã ngãi ngăn người_bị người_dùng người_phụ
16 người_trẻ ngộ nha_trang nhiên nhiệt nhà_máy nhìn nhớ niệm nuclear number não núi năng_lượng nước_ngoài nắng_nóng
16 nền nỗi nợ opportu option oracl os packag palanti park per persona phan philipp photo pháo phía phú_quốc phúc pick
16 pin player plus polic policy politic potenti pre promis prompt q3 quan_hệ quantum quy_định quà quê quản_lý
16 quảng_ngãi quảng_trị quốc_lộ react ready reason recomme remain rival robotax robotic runn russian ryzen rác rồi rời
16 safety sang_sik saudi save school secret semicon send she sik silicon singl sk small smartph song step studio
16 surpris suv sài sài_gòn sàn sạt sạt_lở sản_phẩm sắt số_miền sợ sửa taiwan term text thai tham_gia thanh_hóa thao
16 third thiết_kế thiện thpt thread threate thuộc thành_công tháp thí_sinh thói thói_quen thú thăng thương_hiệu
16 thương_mại thượng thảm thầy thẳng thẻ thể_thao thỏa thỏa_thuận thời_tiết thừa ti tiêm tiết_lộ too transfo trend
16 triều triển_khai trong_ngày trong_năm trong_vụ trung_đông trust try trách trên_cao trên_đường trích trò trường_đh
16 trẻ_em trộm trực_tiếp tung tây_ban tín tô_lâm tôn tông tăng_trưởng tương tại_tp tập_kích tắc tỉ_usd tịch_nước
16 tốt_nghiệp tội tỷ_usd uav ui univers used v_league valu vay vi_phạm via vibe view visa viêm vps vua võ văn_hóa vĩnh
16 vũ_khí vương vốn vỡ vợ_chồng vững water websit were whit woman worker xbox xe_tải xem_nhanh xung xăng_dầu xả xảy
16 xảy_ra yet york yên yếu zelensk zero ánh ép ít úc đen điều_tra đoán đoạn đoạt đàm_phán đâu đãi đòi đường_dây
16 đại_biểu đại_hội đầy đắk đắk_lắk đối_thủ đồng_hành đỗ động_sản đứng ấn_độ ẩn ở_hà ở_trung ở_tuổi ở_xã ứng_dụng 一些
16 一周 一家 一步 一直 一起 万人 三大 三年 上了 上半 上最 上涨 上班 下的 不了 不住 不动 不同 不要 与 专家 专访 业的
16 东来 东西 两个 两年 中产 中文 么不 么看 也不 习近 了哪 争议 亚马 些信 交付 人员 人形 人生 他们 代的 们的 任务 优惠
16 会有 何解 作为 作品 供应 便宜 信号 元的 全网 公里 具体 具汇 内存 再次 冠军 决定 况如 出了 出来 刚刚 创作 利用 到
16 加入 动画 动车 动驾 助手 医疗 千亿 半导 协议 危机 原生 去年 又一 发售 取消 变化 变成 只是 只有 各位 周刊 周年 周报
16 哪里 售价 回归 因为 国大 国的 图片 在中 场景 基于 基础 多人 多大 大会 大战 天 奥特 女子 好用 存储 学家 安装 完全
16 定义 实战 实践 实验 客户 家庭 密码 导体 导致 将于 布局 希望 年前 年后 广州 底是 式发 引发 形机 彻底 微博 德国 心理
16 快速 思考 总统 恢复 意义 成立 或者 战略 才是 才能 找到 拒绝 探索 接入 接口 控制 推动 推理 提前 插件 揭秘 操作 改变
16 放弃 效率 数千 数学 文化 新一 新华 新品 旅游 旗舰 日分 时免 时刻 明年 是如 是真 暴涨 更多 更好 最佳 最好 有何 期待
16 本周 机构 来哪 杭州 构建 标准 桌面 概念 死亡 每天 氪 氪丨 水平 注册 淘宝 港股 焦点 照片 爆发 特别 环境 现代 球首
16 理器 申请 疯了 的中 的吗 的大 的工 的年 的方 的最 的生 的电 的第 的问 目标 相关 看到 真实 眼镜 知识 硅谷 社交 社会
16 票房 程师 稳定 究竟 竞争 简单 算力 算法 线工 细节 经理 结束 结果 编辑 罗斯 美股 考虑 耳机 职业 股市 自由 英国 荣耀
16 获得 营销 董事 行为 补贴 表现 观察 解析 订单 训练 记录 论文 该如 请问 谁在 豆包 负责 账号 质量 购买 费者 赛季 超越
16 超过 车型 近平 还在 这家 这次 连续 适合 速递 逻辑 部署 都不 都在 酒店 重磅 金融 长期 门店 降价 限制 零售 面临 面试
16 页在 预告 预测 领域 餐饮 马逊 高端 高考 黎奥
15 07-00 1e+08 400 5000 5060 70 90 accus adds altman anyon battl begin bets bid blackwe blue boss broadco budget bào
15 bệnh_nhân bờ care chat chiến_dịch chuyển_đổi chỉ_trích chịu class con_trai content contrac copilot cross css
15 cuộc_thi công_nghiệp cúp cập cốt debt declin directo discuss dlss doesn dịch_vụ efficie epstein equity fan federal
15 file film founder gas giá_trị giá_xăng goes hacker half heat heo hiểu hiệp hong hp hàng_loạt hạng_anh hạnh
15 hải_phòng hẹn hệ_thống hộ_kinh hứng investi jan javascr kg khen khán khẩn_cấp kong kéo_dài kêu_gọi larg littl liv
15 lâu lãm manufac many mexico micro minneso moment must môi mất_tích mọi mốc nam_ngày ngoại_hạng nhi nhiêu nhà_đầu
15 nhập_tịch nộp past phiên phối plac pm positio possibl present protect q2 quyết_định quân_đội quốc_khánh really
15 reduc regulat replac round safe sam screen simpl siết solutio sport stack stay suggest sun sung suy săn techcru
15 termina thiệt_mạng thu_hồi thu_nhập tháo thì thúc_đẩy thảo thịt thọ thời_gian toàn_cảnh trùm trước_khi trường_đại
15 trạm trốn tập_đoàn tụ vườn wrong xung_đột điều_gì điều_trị đâm đèn đường_sắt đầu_năm đậm ương 一夜 三个 下降 不可
15 不好 不用 不起 东方 严重 个 主机 之路 二手 亏损 何在 你有 其他 内部 净利 到的 制作 办公 后 告别 商家 国电 多多 多家
15 大涨 失败 家的 将在 屏幕 工业 布会 年入 年内 引擎 情绪 成都 战争 执行 授权 提高 攻击 效果 新微 方向 暴跌 有点 框架
15 欧盟 此事 比较 毕业 求推 注意 漏洞 状态 独角 生物 用了 男子 的不 的开 相机 真相 确认 社区 策略 米汽 纪录 纯电 组织
15 股份 胖东 行动 角兽 访问 诞生 资产 资源 资金 转型 达成 过的 运行 远程 速度 遇到 部门 驱动
"""

# key -> in how many of SIZE headlines it stands, roughly; what is not in it is not common
FREQUENCIES: dict[str, float] = {
    key.replace("_", " "): math.pow(2.0, int(level) / 2)
    for level, *keys in map(str.split, _TABLE.strip().splitlines())
    for key in keys
}
